package everymode.model.veegan;

import everymode.config.Unwrapped;
import everymode.loss.AdversarialLoss;
import everymode.model.gan.GanOptions;
import everymode.nn.Architecture;
import everymode.prior.PriorSpec;

/// The configuration of VEEGAN.
///
/// @param prior the latent distribution
/// @param reconstructor the network from samples to latents
/// @param weight weight of the squared error of reconstructed latents, at least 0
/// @param options all other options; the discriminator's loss must be the logistic one, without
///   penalties, packing or unrolling
public record VeeganConfig(
    PriorSpec prior, Architecture reconstructor, double weight, @Unwrapped GanOptions options) {

  /// Validates that the options are supported by the method.
  public VeeganConfig {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be at least 0, but is " + weight);
    }
    if (!options.loss().equals(AdversarialLoss.STANDARD)) {
      throw new IllegalArgumentException(
          "loss must be non-saturating and not relativistic for veegan, whose discriminator"
              + " estimates a density ratio");
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
