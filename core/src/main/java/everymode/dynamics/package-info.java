/// The smallest adversarial game that shows convergence, vanishing gradients, mode collapse and
/// oscillation: two Gaussians against two intervals, in double precision and in closed form.
///
/// The data have the density `½ N(t₁, 1) + ½ N(t₂, 1)`, the generator has `½ N(μ₁, 1) + ½ N(μ₂,
/// 1)`, and the discriminator is 1 on two intervals and 0 elsewhere. With F the density of the data
/// less that of the generator, the loss that the discriminator maximises and the generator
/// minimises is `L = 1 + Σⱼ ∫ F over interval j`; its maximum is 1 plus the total variation
/// distance.
///
/// *Source:* Li, Madry, Peebles and Schmidt, "On the Limitations of First-Order Approximation in
/// GAN Dynamics", ICML 2018, arXiv 1706.09884.
@NullMarked
package everymode.dynamics;

import org.jspecify.annotations.NullMarked;
