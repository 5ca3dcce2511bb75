/// GM-GAN: an adversarial network whose latent law is a mixture of Gaussians.
///
/// A plain network must tear one blob of latents into many modes; here each mode can have a blob of
/// its own. Without labels, different Gaussians tend to become different classes.
///
/// *Source:* Ben-Yosef and Weinshall, "Gaussian mixture generative adversarial networks for diverse
/// datasets, and the unsupervised clustering of images", 2018.
///
/// *Differences from the paper:* this package holds the static, unsupervised variant. Whether σ is
/// a variance or a standard deviation is open in the paper and a matter of the recipe (see
/// [everymode.prior.Mixture]); on points the means range over ±1, not ±0.1, because the Gaussians
/// of a ten-dimensional latent are not separable otherwise. Networks and numbers of steps are ours.
@NullMarked
package everymode.model.gmgan;

import org.jspecify.annotations.NullMarked;
