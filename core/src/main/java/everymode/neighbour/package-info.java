/// Exact nearest neighbours: point sets in blocks, balls, and metrics that count points in balls.
@NullMarked
package everymode.neighbour;

import org.jspecify.annotations.NullMarked;
