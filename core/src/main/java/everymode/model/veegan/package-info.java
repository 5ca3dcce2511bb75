/// VEEGAN: an adversarial network with a reconstructor, which must find the latent behind a sample.
///
/// A generator that drops modes maps many latents to few samples, and no network finds the way
/// back. The critic looks at pairs of sample and latent, generated or real with its reconstructed
/// latent.
///
/// *Source:* Srivastava, Valkov, Russell, Gutmann and Sutton, "VEEGAN: Reducing Mode Collapse in
/// GANs using Implicit Variational Learning", NeurIPS 2017, algorithm 1.
///
/// *Differences from the paper:* the reconstructor is deterministic; generator and reconstructor
/// descend together; on images the critic sees the latent as one more channel, made by a learned
/// affine map. Networks and numbers of steps are those of `gan`.
@NullMarked
package everymode.model.veegan;

import org.jspecify.annotations.NullMarked;
