/// AC-GAN: a class-conditional generator, and a discriminator that also predicts the class.
///
/// The baseline of the supervised GM-GAN: there each class is represented by Gaussians of the
/// latent distribution, here by a one-hot vector next to the latent.
///
/// *Source:* Odena, Olah and Shlens, "Conditional image synthesis with auxiliary classifier GANs",
/// 2017.
///
/// *Differences from the paper:* the class is appended to the latent as a one-hot vector; the
/// discriminator's last layer returns both the real-or-generated score and the class logits.
/// Networks and numbers of steps are ours.
@NullMarked
package everymode.model.acgan;

import org.jspecify.annotations.NullMarked;
