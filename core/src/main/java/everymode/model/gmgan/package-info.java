/// GM-GAN: an adversarial network whose latent distribution is a mixture of Gaussians.
///
/// With a unimodal latent distribution, the generator has to map one connected region to many
/// separate modes; here each mode can have its own Gaussian. Without labels, different Gaussians
/// tend to become different classes.
///
/// *Source:* Ben-Yosef and Weinshall, "Gaussian mixture generative adversarial networks for diverse
/// datasets, and the unsupervised clustering of images", 2018.
///
/// *Differences from the paper:* this package holds the static, unsupervised variant. Whether σ is
/// a variance or a standard deviation is unclear in the paper and configurable here (see
/// [everymode.prior.FixedMixture.SigmaType]); on points the means range over ±1, not ±0.1, because
/// the Gaussians of a ten-dimensional latent are not separable otherwise. Networks and numbers of
/// steps are ours.
@NullMarked
package everymode.model.gmgan;

import org.jspecify.annotations.NullMarked;
