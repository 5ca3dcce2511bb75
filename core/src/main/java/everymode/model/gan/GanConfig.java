package everymode.model.gan;

import everymode.prior.PriorSpec;
import everymode.train.Inline;

/// The configuration of an adversarial game over any law.
///
/// @param prior the law of the latent
/// @param game all else
public record GanConfig(PriorSpec prior, @Inline Game game) {}
