package everymode.model.gan;

import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.loss.Unroll;
import everymode.nn.Net;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;
import java.util.List;

/// What an adversarial game is, whatever the law of its latents: part of every configuration that
/// plays one.
///
/// @param steps steps of training, at least 0
/// @param batch rows of a batch, at least 1
/// @param generator the network from latents to samples
/// @param critic the network from samples to scores
/// @param loss what the players descend on
/// @param penalties prices on the critic's slope
/// @param packing samples that the critic looks at together, at least 1
/// @param unroll how far the generator looks ahead
/// @param criticSteps descents of the critic in one step, at least 1
/// @param generatorOptimizer how the generator descends, and the law where it learns
/// @param criticOptimizer how the critic descends
/// @param average share of the old average that a generator's descent keeps, in [0, 1); 0 for no
///   averaged weights
public record Game(
    long steps,
    int batch,
    Net generator,
    Net critic,
    Adversarial loss,
    List<Penalty> penalties,
    int packing,
    Unroll unroll,
    int criticSteps,
    Optimizer generatorOptimizer,
    Optimizer criticOptimizer,
    double average) {

  /// Checks the numbers.
  public Game {
    penalties = List.copyOf(penalties);
    PriorSpec.atLeast("batch", batch, 1);
    PriorSpec.atLeast("packing", packing, 1);
    PriorSpec.atLeast("criticSteps", criticSteps, 1);
    if (batch < packing) {
      throw new IllegalArgumentException(
          "batch must be at least packing, %d, but is %d".formatted(packing, batch));
    }
    if (unroll.steps() > 0
        && !(criticOptimizer instanceof Optimizer.Adam
            || criticOptimizer instanceof Optimizer.AdamW)) {
      throw new IllegalArgumentException("unroll needs a criticOptimizer of type adam or adamw");
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, but is " + steps);
    }
    if (!(average >= 0 && average < 1)) {
      throw new IllegalArgumentException("average must be in [0, 1), but is " + average);
    }
  }

  /// The same game with a critic that looks at packs.
  ///
  /// @param size samples in a pack
  /// @return the game
  public Game packed(int size) {
    return new Game(
        steps,
        batch,
        generator,
        critic,
        loss,
        penalties,
        size,
        unroll,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
  }

  /// The same game with a generator that looks ahead.
  ///
  /// @param ahead how far
  /// @return the game
  public Game unrolled(Unroll ahead) {
    return new Game(
        steps,
        batch,
        generator,
        critic,
        loss,
        penalties,
        packing,
        ahead,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
  }

  /// The same game with other prices, and with a critic without normalisation, under which a slope
  /// would belong to a batch and not to a sample.
  ///
  /// @param other what the players descend on
  /// @param slopes prices on the critic's slope
  /// @return the game
  public Game priced(Adversarial other, List<Penalty> slopes) {
    return new Game(
        steps,
        batch,
        generator,
        critic.plain(),
        other,
        slopes,
        packing,
        unroll,
        criticSteps,
        generatorOptimizer,
        criticOptimizer,
        average);
  }

  /// The same game with other descents.
  ///
  /// @param times descents of the critic in one step
  /// @param optimizer how both players descend
  /// @return the game
  public Game descending(int times, Optimizer optimizer) {
    return new Game(
        steps, batch, generator, critic, loss, penalties, packing, unroll, times, optimizer,
        optimizer, average);
  }
}
