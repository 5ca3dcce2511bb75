package everymode.model.veegan;

import everymode.loss.Adversarial;
import everymode.model.gan.Game;
import everymode.nn.Net;
import everymode.prior.PriorSpec;
import everymode.train.Inline;

/// The configuration of VEEGAN.
///
/// @param prior the law of the latent
/// @param reconstructor the network from samples to latents
/// @param weight of the squared error of reconstructed latents, at least 0
/// @param game all else; the critic's loss is the logistic one, without more
public record VeeganConfig(PriorSpec prior, Net reconstructor, double weight, @Inline Game game) {

  /// Checks that the game is the one that the method is made of.
  public VeeganConfig {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight must be at least 0, but is " + weight);
    }
    if (!game.loss().equals(Adversarial.STANDARD)) {
      throw new IllegalArgumentException(
          "loss must be non-saturating and not relativistic for veegan, whose critic tells"
              + " a ratio of laws");
    }
    if (!game.penalties().isEmpty()) {
      throw new IllegalArgumentException("penalties must be empty for veegan");
    }
    if (game.packing() > 1) {
      throw new IllegalArgumentException("packing must be 1 for veegan, but is " + game.packing());
    }
    if (game.unroll().steps() > 0) {
      throw new IllegalArgumentException(
          "unroll must have 0 steps for veegan, but has " + game.unroll().steps());
    }
  }
}
