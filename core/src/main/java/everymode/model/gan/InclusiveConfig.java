package everymode.model.gan;

import everymode.config.Unwrapped;
import everymode.prior.PriorSpec;

/// The configuration of `inclusive`.
///
/// @param prior the latent distribution
/// @param weight of the distance from real samples to their nearest generated ones, at least 0
/// @param pool generated batches among which the nearest sample is searched, at least 1
/// @param options of the adversarial game
public record InclusiveConfig(
    PriorSpec prior, double weight, int pool, @Unwrapped GanOptions options) {

  /// Checks the numbers.
  public InclusiveConfig {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be at least 0, but is " + weight);
    }
    PriorSpec.atLeast("pool", pool, 1);
  }
}
