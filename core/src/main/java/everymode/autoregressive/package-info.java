/// Autoregressive networks: the density of a sample as the product of the distributions of its
/// values, each given those before it.
@NullMarked
package everymode.autoregressive;

import org.jspecify.annotations.NullMarked;
