/// Training: models as stages, stages as acts of players, and the one loop that runs them.
@NullMarked
package everymode.train;

import org.jspecify.annotations.NullMarked;
