/// Runs: recipes, run directories, checkpoints, training and resume.
@NullMarked
package everymode.run;

import org.jspecify.annotations.NullMarked;
