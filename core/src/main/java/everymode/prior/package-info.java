/// The laws of latents.
@NullMarked
package everymode.prior;

import org.jspecify.annotations.NullMarked;
