/// Samplers of independent samples, and adjustments of mixture components after training.
@NullMarked
package everymode.sample;

import org.jspecify.annotations.NullMarked;
