/// AE-OT and AE-OT-GAN: samples from the optimal transport of a box to the codes of the data.
///
/// A generator that is continuous on a connected latent distribution must either miss separate
/// modes or fill what lies between them. Here the map from latents to the codes of an autoencoder
/// is not a network: it is the semi-discrete optimal transport of a uniform box to the codes of the
/// training rows, which is discontinuous where the data have gaps. It is extended to what lies
/// between neighbouring codes, except across the gaps, and decoded.
///
/// `aeot` decodes with the autoencoder. `aeotgan` trains the decoder further, as the generator of
/// an adversarial game whose latent distribution is the transport, with terms that keep each
/// training row at its own code. `autoencoder` is the first part alone. Points and tables need no
/// autoencoder: their rows, tables standardised, are the codes.
///
/// *Sources:* An, Guo, Lei, Luo, Yau and Gu, "AE-OT: a new generative model based on extended
/// semi-discrete optimal transport", ICLR 2020, and the code that they released; An, Guo, Zhang,
/// Qi, Lei, Yau and Gu, "AE-OT-GAN: training GANs from data specific latent distribution", ECCV
/// 2020.
///
/// *Differences from the papers:* the solver and the networks are ours by default; the authors' can
/// be chosen. The encoder is in evaluation mode once it is frozen. Loss weights, discriminator and
/// optimiser of AE-OT-GAN are not published in the abstract; ours are in `docs/families/aeot.md`.
@NullMarked
package everymode.model.aeot;

import org.jspecify.annotations.NullMarked;
