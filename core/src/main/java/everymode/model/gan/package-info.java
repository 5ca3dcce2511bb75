/// The plain generative adversarial network, the baseline of all others.
///
/// A generator turns latents into samples, a discriminator distinguishes them from real ones, and
/// the two minimise their losses in turn. Presets of the same game: `pacgan`, `unrolled`,
/// `wgan-gp`, `r3gan`; with one more term: `inclusive`.
///
/// *Source:* Goodfellow et al., "Generative adversarial nets", 2014; networks for images after
/// Radford, Metz and Chintala, 2016.
///
/// *Differences from the paper:* loss, gradient penalties and averaged weights are chosen by the
/// recipe.
@NullMarked
package everymode.model.gan;

import org.jspecify.annotations.NullMarked;
