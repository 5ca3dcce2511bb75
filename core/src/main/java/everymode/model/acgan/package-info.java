/// AC-GAN: a generator that is told a class, and a critic that also guesses it.
///
/// The baseline of the supervised GM-GAN: there a Gaussian stands for a class, here the class
/// stands beside the latent.
///
/// *Source:* Odena, Olah and Shlens, "Conditional image synthesis with auxiliary classifier GANs",
/// 2017.
///
/// *Differences from the paper:* the class is joined to the latent as a 1 among zeros; one critic
/// gives the score and the choice of classes from one last layer. Networks and numbers of steps are
/// ours.
@NullMarked
package everymode.model.acgan;

import org.jspecify.annotations.NullMarked;
