package everymode.model.mixplus;

import everymode.config.Unwrapped;
import everymode.model.gan.GanOptions;
import everymode.prior.PriorSpec;

/// The configuration of MIX+GAN.
///
/// @param prior the law of the latent, one for all generators
/// @param mixture T, generators and as many critics, at least 1
/// @param entropy λ, the factor before what keeps weights apart from 0, at least 0
/// @param options all else; generators are alike but for their first weights, and so are critics
public record MixplusConfig(
    PriorSpec prior, int mixture, double entropy, @Unwrapped GanOptions options) {

  /// Checks the numbers, and that the game is one of mixtures.
  public MixplusConfig {
    PriorSpec.atLeast("mixture", mixture, 1);
    if (!(entropy >= 0 && entropy < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("entropy must be at least 0, but is " + entropy);
    }
    if (options.packing() > 1) {
      throw new IllegalArgumentException(
          "packing must be 1 for mixplus, where a pack would show one generator and not the"
              + " mixture, but is "
              + options.packing());
    }
    if (options.unroll().steps() > 0) {
      throw new IllegalArgumentException(
          "unroll must have 0 steps for mixplus, but has " + options.unroll().steps());
    }
  }
}
