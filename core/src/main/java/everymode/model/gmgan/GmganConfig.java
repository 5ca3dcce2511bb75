package everymode.model.gmgan;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.loss.Penalty;
import everymode.model.gan.GanSettings;
import everymode.prior.PriorSpec;

/// The configuration of GM-GAN: that of a game, and how class labels are used.
///
/// @param prior the latent distribution: a mixture, fixed or learned
/// @param supervision how the discriminator uses class labels
/// @param settings all other options; no penalties with a softmax
public record GmganConfig(
    PriorSpec prior, Supervision supervision, @Unwrapped GanSettings settings) {

  /// How the discriminator uses class labels.
  public enum Supervision {
    /// Not at all.
    NONE,
    /// A score for each class; each Gaussian represents a class.
    SIGMOID,
    /// A softmax over the classes and "generated"; each Gaussian represents a class.
    SOFTMAX
  }

  /// Validates that loss and penalties are compatible with the supervision.
  public GmganConfig {
    boolean softmax = supervision == Supervision.SOFTMAX;
    Require.that(
        !softmax || settings.penalties().isEmpty(),
        "penalties must be empty with supervision softmax, which has no score of real or generated");
    Require.that(
        !softmax || !settings.loss().relativistic(),
        "loss must not be relativistic with supervision softmax");
    Require.that(
        supervision == Supervision.NONE
            || settings.penalties().stream().noneMatch(Penalty.Gradient.class::isInstance),
        "penalties must be of type r1 or r2 with supervision, since a row between two classes has"
            + " none");
  }
}
