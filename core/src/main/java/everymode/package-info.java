/// Generative models that miss no mode.
@NullMarked
package everymode;

import org.jspecify.annotations.NullMarked;
