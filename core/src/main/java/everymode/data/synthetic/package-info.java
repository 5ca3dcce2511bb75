/// Data sets that are made, not read: points from a known distribution, and the embedded digits.
@NullMarked
package everymode.data.synthetic;

import org.jspecify.annotations.NullMarked;
