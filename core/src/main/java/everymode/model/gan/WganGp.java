package everymode.model.gan;

/// WGAN-GP: the critic estimates the Wasserstein-1 distance, with a gradient norm kept near 1 by a
/// gradient penalty.
///
/// *Source:* Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville, "Improved training of Wasserstein
/// GANs", NeurIPS 2017: weight 10, five updates of the critic per step, Adam with β = (0.5, 0.9).
/// The networks are those of [Gan], without normalisation in the critic, as in the paper.
public record WganGp(String name, String summary, String delta, double cost) implements GanPreset {

  /// The preset, for `ServiceLoader`.
  public WganGp() {
    this(
        "wgan-gp",
        "a Wasserstein generative adversarial network with gradient penalty",
        """
        {loss: {form: wasserstein, relativistic: false}, discriminator: {norm: none},
        penalties: [gradient], discriminatorSteps: 5,
        generatorOptimizer: {beta1: 0.5, beta2: 0.9},
        discriminatorOptimizer: {beta1: 0.5, beta2: 0.9}}
        """,
        5);
  }
}
