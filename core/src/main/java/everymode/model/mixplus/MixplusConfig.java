package everymode.model.mixplus;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.model.gan.GanSettings;
import everymode.prior.PriorSpec;

/// The configuration of MIX+GAN.
///
/// @param prior the latent distribution, shared by all generators
/// @param mixture T, number of generators and of discriminators, at least 1
/// @param entropy λ, the factor of the regulariser that keeps mixture weights above 0, at least 0
/// @param settings all other options; generators differ only in their initial weights, and so do
///   discriminators
public record MixplusConfig(
    PriorSpec prior, int mixture, double entropy, @Unwrapped GanSettings settings) {

  /// Validates the values, and that the options are supported for mixtures.
  public MixplusConfig {
    Require.atLeast("mixture", mixture, 1);
    Require.nonNegative("entropy", entropy);
    settings.rejectPackingAndUnrolling(
        "mixplus", ", where a pack would contain samples of one generator instead of the mixture");
  }
}
