/// Sets as metric spaces: distances, the law of their logarithms, and embeddings that keep it.
@NullMarked
package everymode.geometry;

import org.jspecify.annotations.NullMarked;
