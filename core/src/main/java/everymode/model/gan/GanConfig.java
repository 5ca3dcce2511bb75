package everymode.model.gan;

import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.nn.Net;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;
import java.util.List;

/// The configuration of an adversarial game.
///
/// @param steps steps of training, at least 0
/// @param batch rows of a batch, at least 1
/// @param prior the law of the latent
/// @param generator the network from latents to samples
/// @param critic the network from samples to scores
/// @param loss what the players descend on
/// @param penalties prices on the critic's slope
/// @param criticSteps descents of the critic in one step, at least 1
/// @param generatorOptimizer how the generator descends
/// @param criticOptimizer how the critic descends
/// @param average share of the old average that a generator's descent keeps, in [0, 1); 0 for no
///   averaged weights
public record GanConfig(
    long steps,
    int batch,
    PriorSpec prior,
    Net generator,
    Net critic,
    Adversarial loss,
    List<Penalty> penalties,
    int criticSteps,
    Optimizer generatorOptimizer,
    Optimizer criticOptimizer,
    double average) {

  /// Checks the numbers.
  public GanConfig {
    penalties = List.copyOf(penalties);
    PriorSpec.atLeast("batch", batch, 1);
    PriorSpec.atLeast("criticSteps", criticSteps, 1);
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, but is " + steps);
    }
    if (!(average >= 0 && average < 1)) {
      throw new IllegalArgumentException("average must be in [0, 1), but is " + average);
    }
  }

  /// The same game with another prior.
  ///
  /// @param other the law of the latent
  /// @return a copy
  public GanConfig withPrior(PriorSpec other) {
    return new GanConfig(
        steps,
        batch,
        other,
        generator,
        critic,
        loss,
        penalties,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
  }
}
