package everymode.model.gmgan;

import everymode.config.Unwrapped;
import everymode.model.gan.GanOptions;
import everymode.prior.PriorSpec;

/// The configuration of GM-GAN: that of a game, and what the critic knows of classes.
///
/// @param prior the law of the latent: a mixture, fixed or learned
/// @param supervision what the critic is told of classes
/// @param options all else; its penalties are for games without classes
public record GmganConfig(PriorSpec prior, Supervision supervision, @Unwrapped GanOptions options) {

  /// What the critic is told of classes.
  public enum Supervision {
    /// Nothing.
    NONE,
    /// A score for each class; each Gaussian stands for a class.
    SIGMOID,
    /// A choice among the classes and "generated"; each Gaussian stands for a class.
    SOFTMAX
  }

  /// Checks that the game can be played with classes.
  public GmganConfig {
    if (supervision != Supervision.NONE && !options.penalties().isEmpty()) {
      throw new IllegalArgumentException(
          "penalties must be empty with supervision, whose critic has a score for each class");
    }
    if (supervision != Supervision.NONE && options.loss().relativistic()) {
      throw new IllegalArgumentException("loss must not be relativistic with supervision");
    }
  }
}
