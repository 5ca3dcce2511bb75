/// The side-by-side with PyTorch: the same games, step for step, in processes that take turns.
@NullMarked
package everymode.bench;

import org.jspecify.annotations.NullMarked;
