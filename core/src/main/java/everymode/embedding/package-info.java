/// Sets as metric spaces: distances, and embeddings into ordinary space that keep them.
@NullMarked
package everymode.embedding;

import org.jspecify.annotations.NullMarked;
