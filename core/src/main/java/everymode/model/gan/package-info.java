/// The plain generative adversarial network, the baseline of all others.
///
/// A generator turns latents into samples; a critic tells them from real ones; each descends on its
/// own loss in turn.
///
/// *Source:* Goodfellow et al., "Generative adversarial nets", 2014; networks for images after
/// Radford, Metz and Chintala, 2016.
///
/// *Differences from the paper:* the loss, the penalties on the critic's slope and the averaged
/// weights are a matter of the recipe.
@NullMarked
package everymode.model.gan;

import org.jspecify.annotations.NullMarked;
