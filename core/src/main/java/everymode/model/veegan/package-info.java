/// VEEGAN: an adversarial network with a reconstructor, which maps samples back to latents.
///
/// A generator that drops modes maps many latents to few samples, which no reconstructor can
/// invert. The discriminator scores pairs of sample and latent: generated samples with their
/// latents, and real samples with their reconstructed latents.
///
/// *Source:* Srivastava, Valkov, Russell, Gutmann and Sutton, "VEEGAN: Reducing Mode Collapse in
/// GANs using Implicit Variational Learning", NeurIPS 2017, algorithm 1.
///
/// *Differences from the paper:* the reconstructor is deterministic; generator and reconstructor
/// are updated together; for images the latent becomes one further channel of the discriminator's
/// input through a learned affine map. Networks and numbers of steps are those of `gan`.
@NullMarked
package everymode.model.veegan;

import org.jspecify.annotations.NullMarked;
