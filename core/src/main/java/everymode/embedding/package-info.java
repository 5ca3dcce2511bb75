/// Distances between samples, and embeddings into Euclidean space that approximately preserve them.
@NullMarked
package everymode.embedding;

import org.jspecify.annotations.NullMarked;
