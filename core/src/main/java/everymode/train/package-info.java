/// Training: models as stages, stages as actions of players, and the loop that runs them.
@NullMarked
package everymode.train;

import org.jspecify.annotations.NullMarked;
