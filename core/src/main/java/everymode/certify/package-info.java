/// Certificates of a run or of samples: making, checking and writing them, and repair with a
/// certificate before and after.
@NullMarked
package everymode.certify;

import org.jspecify.annotations.NullMarked;
