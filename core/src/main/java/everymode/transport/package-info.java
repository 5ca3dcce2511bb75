/// Optimal transport and Wasserstein distances, and the distribution of pairwise distances.
@NullMarked
package everymode.transport;

import org.jspecify.annotations.NullMarked;
