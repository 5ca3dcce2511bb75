/// The command line: thin shells over the library.
@NullMarked
package everymode.cli;

import org.jspecify.annotations.NullMarked;
