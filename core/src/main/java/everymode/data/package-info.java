/// Data sets: their rows, what one sample is, the split into training and held-out rows, and
/// batches.
@NullMarked
package everymode.data;

import org.jspecify.annotations.NullMarked;
