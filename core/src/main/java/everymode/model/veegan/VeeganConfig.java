package everymode.model.veegan;

import everymode.config.Unwrapped;
import everymode.loss.AdversarialLoss;
import everymode.model.gan.GanOptions;
import everymode.nn.Architecture;
import everymode.prior.PriorSpec;

/// The configuration of VEEGAN.
///
/// @param prior the law of the latent
/// @param reconstructor the network from samples to latents
/// @param weight of the squared error of reconstructed latents, at least 0
/// @param options all else; the critic's loss is the logistic one, without more
public record VeeganConfig(
    PriorSpec prior, Architecture reconstructor, double weight, @Unwrapped GanOptions options) {

  /// Checks that the game is the one that the method is made of.
  public VeeganConfig {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be at least 0, but is " + weight);
    }
    if (!options.loss().equals(AdversarialLoss.STANDARD)) {
      throw new IllegalArgumentException(
          "loss must be non-saturating and not relativistic for veegan, whose critic tells"
              + " a ratio of laws");
    }
    if (!options.penalties().isEmpty()) {
      throw new IllegalArgumentException("penalties must be empty for veegan");
    }
    if (options.packing() > 1) {
      throw new IllegalArgumentException(
          "packing must be 1 for veegan, but is " + options.packing());
    }
    if (options.unroll().steps() > 0) {
      throw new IllegalArgumentException(
          "unroll must have 0 steps for veegan, but has " + options.unroll().steps());
    }
  }
}
