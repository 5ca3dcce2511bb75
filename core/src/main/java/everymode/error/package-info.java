/// Errors that a user can fix, and suggestions for mistyped names.
@NullMarked
package everymode.error;

import org.jspecify.annotations.NullMarked;
