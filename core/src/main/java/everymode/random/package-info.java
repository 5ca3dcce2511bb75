/// Random keys: immutable and stateless, in plain Java.
@NullMarked
package everymode.random;

import org.jspecify.annotations.NullMarked;
