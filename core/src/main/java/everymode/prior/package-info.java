/// Latent distributions.
@NullMarked
package everymode.prior;

import org.jspecify.annotations.NullMarked;
