/// Families, data sets and seeds side by side.
@NullMarked
package everymode.compare;

import org.jspecify.annotations.NullMarked;
