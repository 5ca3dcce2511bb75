/// The side-by-sides with PyTorch and scikit-learn: the same work in processes that take turns.
@NullMarked
package everymode.bench;

import org.jspecify.annotations.NullMarked;
