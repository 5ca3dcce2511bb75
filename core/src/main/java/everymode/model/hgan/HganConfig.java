package everymode.model.hgan;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.loss.AdversarialLoss;
import everymode.model.autoregressive.AutoregressiveConfig;
import everymode.model.gan.GanSettings;
import everymode.prior.PriorSpec;
import everymode.train.Decay;

/// The configuration of HGAN.
///
/// @param prior the latent distribution
/// @param teacher the autoregressive network; its `steps` are those before the game
/// @param teacherSteps updates of the teacher in each step of the game; 0: it stays as it is
/// @param distillation how the generator learns from the teacher
/// @param weight of the second game in the generator's loss, at least 0; 0: the game of `gan`
///   without a teacher
/// @param weightDecay how the weight changes over the steps of the game
/// @param pool samples of the teacher
/// @param dequantise whether discriminators see real rows, samples of the teacher and generated
///   ones with uniform noise as wide as the distance of two levels of the teacher
/// @param settings all other options; both discriminators have the same
public record HganConfig(
    PriorSpec prior,
    AutoregressiveConfig teacher,
    int teacherSteps,
    Distillation distillation,
    double weight,
    Decay weightDecay,
    PoolSettings pool,
    boolean dequantise,
    @Unwrapped GanSettings settings) {

  /// Validates that the options are supported by the method.
  public HganConfig {
    Require.atLeast("teacherSteps", teacherSteps, 0);
    Require.nonNegative("weight", weight);
    settings.rejectPackingAndUnrolling("hgan", "");
    if (distillation == Distillation.THREE_WAY) {
      Require.that(
          settings.loss().equals(AdversarialLoss.STANDARD) && settings.penalties().isEmpty(),
          "distillation three-way has a loss of its own: set loss.relativistic to false and"
              + " penalties to []");
    }
  }
}
