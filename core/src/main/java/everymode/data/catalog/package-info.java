/// Data sets by name, by path and by expression, and samples in files.
@NullMarked
package everymode.data.catalog;

import org.jspecify.annotations.NullMarked;
