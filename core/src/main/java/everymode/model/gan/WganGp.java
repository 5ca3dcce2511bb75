package everymode.model.gan;

/// WGAN-GP: the critic estimates the Wasserstein-1 distance, kept near slope 1 by a gradient
/// penalty.
///
/// *Source:* Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville, "Improved training of Wasserstein
/// GANs", NeurIPS 2017: weight 10, five updates of the critic in a step, Adam with β = (0.5, 0.9).
/// The networks are those of [Gan], without normalisation in the critic, as the paper asks.
public final class WganGp implements GanPreset {

  /// For `ServiceLoader`.
  public WganGp() {}

  @Override
  public String name() {
    return "wgan-gp";
  }

  @Override
  public String summary() {
    return "a Wasserstein generative adversarial network with gradient penalty";
  }

  @Override
  public String delta() {
    return """
    {loss: {form: wasserstein, relativistic: false}, discriminator: {norm: none},
    penalties: [gradient], discriminatorSteps: 5,
    generatorOptimizer: {beta1: 0.5, beta2: 0.9},
    discriminatorOptimizer: {beta1: 0.5, beta2: 0.9}}
    """;
  }
}
