package everymode.model.gan;

import everymode.config.Unwrapped;
import everymode.prior.PriorSpec;

/// The configuration of an adversarial game over any law.
///
/// @param prior the law of the latent
/// @param options all else
public record GanConfig(PriorSpec prior, @Unwrapped GanOptions options) {}
