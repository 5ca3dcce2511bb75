/// Benchmarks against PyTorch and scikit-learn: the same work in processes that run alternately.
@NullMarked
package everymode.bench;

import org.jspecify.annotations.NullMarked;
