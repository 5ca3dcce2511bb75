/// Randomness as a value: plain Java, without position and without state.
@NullMarked
package everymode.random;

import org.jspecify.annotations.NullMarked;
