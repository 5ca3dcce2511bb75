package everymode.model.gan;

import everymode.prior.PriorSpec;
import everymode.train.Unwrapped;

/// The configuration of an adversarial game over any law.
///
/// @param prior the law of the latent
/// @param options all else
public record GanConfig(PriorSpec prior, @Unwrapped GanOptions options) {}
