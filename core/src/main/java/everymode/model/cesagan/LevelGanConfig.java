package everymode.model.cesagan;

import everymode.config.Unwrapped;
import everymode.model.gan.GanSettings;
import everymode.prior.PriorSpec;

/// The configuration of a game that learns levels.
///
/// @param prior the latent distribution
/// @param settings the game
/// @param draw how levels of the training set are drawn
/// @param relaxation what the discriminator sees of generated tiles
/// @param bootstrap how the training set grows
public record LevelGanConfig(
    PriorSpec prior,
    @Unwrapped GanSettings settings,
    Draw draw,
    Relaxation relaxation,
    Bootstrap bootstrap) {

  /// How levels of the training set are drawn.
  public enum Draw {
    /// Each level equally often.
    UNIFORM,
    /// Each list of numbers of tiles equally often, then one of its levels.
    DIVERSE
  }

  /// What the discriminator sees of generated tiles.
  public enum Relaxation {
    /// Probabilities.
    SOFTMAX,
    /// The most probable tile; gradients are those of the probabilities.
    STRAIGHT_THROUGH,
    /// Probabilities whose sums over the places are the wanted numbers of tiles. Levels have
    /// exactly these numbers.
    COUNTED
  }
}
