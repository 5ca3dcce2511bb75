/// The command line: a thin layer over the library.
@NullMarked
package everymode.cli;

import org.jspecify.annotations.NullMarked;
