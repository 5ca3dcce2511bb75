package everymode.model.gan;

import everymode.config.Unwrapped;
import everymode.prior.PriorSpec;

/// The configuration of an adversarial game with any latent distribution.
///
/// @param prior the latent distribution
/// @param settings of the adversarial game
public record GanConfig(PriorSpec prior, @Unwrapped GanSettings settings) {}
