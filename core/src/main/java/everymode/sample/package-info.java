/// Samplers: whatever independent samples can be drawn from, and how the components of a mixture
/// are widened and weighted after training.
@NullMarked
package everymode.sample;

import org.jspecify.annotations.NullMarked;
