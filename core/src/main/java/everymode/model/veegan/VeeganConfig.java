package everymode.model.veegan;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.loss.AdversarialLoss;
import everymode.model.gan.GanSettings;
import everymode.nn.Architecture;
import everymode.prior.PriorSpec;

/// The configuration of VEEGAN.
///
/// @param prior the latent distribution
/// @param reconstructor the network from samples to latents
/// @param weight weight of the squared error of reconstructed latents, at least 0
/// @param settings all other options; the discriminator's loss must be the logistic one, without
///   penalties, packing or unrolling
public record VeeganConfig(
    PriorSpec prior, Architecture reconstructor, double weight, @Unwrapped GanSettings settings) {

  /// Validates that the options are supported by the method.
  public VeeganConfig {
    Require.nonNegative("weight", weight);
    Require.that(
        settings.loss().equals(AdversarialLoss.STANDARD),
        "loss must be non-saturating and not relativistic for veegan, whose discriminator estimates"
            + " a density ratio");
    Require.that(settings.penalties().isEmpty(), "penalties must be empty for veegan");
    settings.rejectPackingAndUnrolling("veegan", "");
  }
}
