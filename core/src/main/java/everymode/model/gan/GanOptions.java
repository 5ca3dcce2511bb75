package everymode.model.gan;

import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.loss.UnrollOptions;
import everymode.nn.Architecture;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;
import java.util.List;

/// What an adversarial game is, whatever the law of its latents: part of every configuration that
/// plays one.
///
/// @param steps steps of training, at least 0
/// @param batchSize rows of a batch, at least 1
/// @param generator the network from latents to samples
/// @param discriminator the network from samples to scores
/// @param loss what the players descend on
/// @param penalties prices on the critic's slope
/// @param packing samples that the critic looks at together, at least 1
/// @param unroll how far the generator looks ahead
/// @param discriminatorSteps descents of the critic in one step, at least 1
/// @param generatorOptimizer how the generator descends, and the law where it learns
/// @param discriminatorOptimizer how the critic descends
/// @param emaDecay share of the old average that a generator's descent keeps, in [0, 1); 0 for no
///   averaged weights
public record GanOptions(
    long steps,
    int batchSize,
    Architecture generator,
    Architecture discriminator,
    AdversarialLoss loss,
    List<Penalty> penalties,
    int packing,
    UnrollOptions unroll,
    int discriminatorSteps,
    Optimizer generatorOptimizer,
    Optimizer discriminatorOptimizer,
    double emaDecay) {

  /// Checks the numbers.
  public GanOptions {
    penalties = List.copyOf(penalties);
    PriorSpec.atLeast("batchSize", batchSize, 1);
    PriorSpec.atLeast("packing", packing, 1);
    PriorSpec.atLeast("discriminatorSteps", discriminatorSteps, 1);
    if (batchSize < packing) {
      throw new IllegalArgumentException(
          "batchSize must be at least packing, %d, but is %d".formatted(packing, batchSize));
    }
    if (unroll.steps() > 0
        && !(discriminatorOptimizer instanceof Optimizer.Adam
            || discriminatorOptimizer instanceof Optimizer.AdamW)) {
      throw new IllegalArgumentException(
          "unroll needs a discriminatorOptimizer of type adam or adamw");
    }
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, but is " + steps);
    }
    if (!(emaDecay >= 0 && emaDecay < 1)) {
      throw new IllegalArgumentException("emaDecay must be in [0, 1), but is " + emaDecay);
    }
  }

  /// The same game with a critic that looks at packs.
  ///
  /// @param size samples in a pack
  /// @return the game
  public GanOptions packed(int size) {
    return new GanOptions(
        steps,
        batchSize,
        generator,
        discriminator,
        loss,
        penalties,
        size,
        unroll,
        discriminatorSteps,
        generatorOptimizer,
        discriminatorOptimizer,
        emaDecay);
  }

  /// The same game with a generator that looks ahead.
  ///
  /// @param ahead how far
  /// @return the game
  public GanOptions unrolled(UnrollOptions ahead) {
    return new GanOptions(
        steps,
        batchSize,
        generator,
        discriminator,
        loss,
        penalties,
        packing,
        ahead,
        discriminatorSteps,
        generatorOptimizer,
        discriminatorOptimizer,
        emaDecay);
  }

  /// The same game with other prices, and with a critic without normalisation, under which a slope
  /// would belong to a batch and not to a sample.
  ///
  /// @param other what the players descend on
  /// @param slopes prices on the critic's slope
  /// @return the game
  public GanOptions priced(AdversarialLoss other, List<Penalty> slopes) {
    return new GanOptions(
        steps,
        batchSize,
        generator,
        discriminator.plain(),
        other,
        slopes,
        packing,
        unroll,
        discriminatorSteps,
        generatorOptimizer,
        discriminatorOptimizer,
        emaDecay);
  }

  /// The same game with other descents.
  ///
  /// @param times descents of the critic in one step
  /// @param optimizer how both players descend
  /// @return the game
  public GanOptions descending(int times, Optimizer optimizer) {
    return new GanOptions(
        steps,
        batchSize,
        generator,
        discriminator,
        loss,
        penalties,
        packing,
        unroll,
        times,
        optimizer,
        optimizer,
        emaDecay);
  }
}
