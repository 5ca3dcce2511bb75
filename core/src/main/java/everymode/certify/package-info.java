/// Certificates of coverage of a run or of samples: creating, checking and writing them, and repair
/// with a certificate before and after.
@NullMarked
package everymode.certify;

import org.jspecify.annotations.NullMarked;
