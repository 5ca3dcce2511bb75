/// Nearest neighbours, exactly: point sets in blocks, balls, and the measures that count in them.
@NullMarked
package everymode.neighbour;

import org.jspecify.annotations.NullMarked;
