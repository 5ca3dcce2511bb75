/// What a user can mend, and the closest name to one mistyped.
@NullMarked
package everymode.error;

import org.jspecify.annotations.NullMarked;
