/// Comparisons of families over data sets and seeds.
@NullMarked
package everymode.compare;

import org.jspecify.annotations.NullMarked;
