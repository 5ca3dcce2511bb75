package everymode.model.gmgan;

import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.model.gan.GanConfig;
import everymode.nn.Net;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;
import java.util.List;

/// The configuration of GM-GAN: that of a game, and what the critic knows of classes.
///
/// @param steps steps of training, at least 0
/// @param batch rows of a batch, at least 1
/// @param prior the law of the latent: a mixture, fixed or learned
/// @param generator the network from latents to samples
/// @param critic the network from samples to scores
/// @param supervision what the critic is told of classes
/// @param loss what the players descend on
/// @param penalties prices on the critic's slope, for games without classes
/// @param criticSteps descents of the critic in one step, at least 1
/// @param generatorOptimizer how the generator descends, and the law where it learns
/// @param criticOptimizer how the critic descends
/// @param average share of the old average that a generator's descent keeps, in [0, 1); 0 for no
///   averaged weights
public record GmganConfig(
    long steps,
    int batch,
    PriorSpec prior,
    Net generator,
    Net critic,
    Supervision supervision,
    Adversarial loss,
    List<Penalty> penalties,
    int criticSteps,
    Optimizer generatorOptimizer,
    Optimizer criticOptimizer,
    double average) {

  /// What the critic is told of classes.
  public enum Supervision {
    /// Nothing.
    NONE,
    /// A score for each class; each Gaussian stands for a class.
    SIGMOID,
    /// A choice among the classes and "generated"; each Gaussian stands for a class.
    SOFTMAX
  }

  /// Checks the numbers.
  public GmganConfig {
    penalties = List.copyOf(penalties);
    game(
        steps,
        batch,
        prior,
        generator,
        critic,
        loss,
        penalties,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
    if (supervision != Supervision.NONE && !penalties.isEmpty()) {
      throw new IllegalArgumentException(
          "penalties must be empty with supervision, whose critic has a score for each class");
    }
    if (supervision != Supervision.NONE && loss.relativistic()) {
      throw new IllegalArgumentException("loss must not be relativistic with supervision");
    }
  }

  private static GanConfig game(
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
    return new GanConfig(
        steps,
        batch,
        prior,
        generator,
        critic,
        loss,
        penalties,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
  }

  /// A game with another law.
  ///
  /// @param game its configuration
  /// @param prior a mixture
  /// @param supervision what the critic is told of classes
  /// @return the configuration
  public static GmganConfig of(GanConfig game, PriorSpec prior, Supervision supervision) {
    return new GmganConfig(
        game.steps(),
        game.batch(),
        prior,
        game.generator(),
        game.critic(),
        supervision,
        game.loss(),
        game.penalties(),
        game.criticSteps(),
        game.generatorOptimizer(),
        game.criticOptimizer(),
        game.average());
  }

  /// The game without what concerns classes.
  ///
  /// @return its configuration
  public GanConfig game() {
    return game(
        steps,
        batch,
        prior,
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
