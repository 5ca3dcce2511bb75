/// Runs: recipes, run directories, checkpoints, training and resuming.
@NullMarked
package everymode.run;

import org.jspecify.annotations.NullMarked;
