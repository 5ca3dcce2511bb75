/// Synthetic point sets with known distributions, and the bundled digits.
@NullMarked
package everymode.data.synthetic;

import org.jspecify.annotations.NullMarked;
