/// Judges: classifiers of real data through which generators are measured, trained here or
/// published elsewhere.
@NullMarked
package everymode.judge;

import org.jspecify.annotations.NullMarked;
