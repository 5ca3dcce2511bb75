package everymode.model.gan;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.prior.PriorSpec;

/// The configuration of `inclusive`.
///
/// @param prior the latent distribution
/// @param weight weight of the distance from real samples to their nearest generated ones, at least
///   0
/// @param pool number of generated batches in which the nearest sample is searched, at least 1
/// @param settings of the adversarial game
public record InclusiveConfig(
    PriorSpec prior, double weight, int pool, @Unwrapped GanSettings settings) {

  /// Validates the values.
  public InclusiveConfig {
    Require.nonNegative("weight", weight);
    Require.atLeast("pool", pool, 1);
  }
}
