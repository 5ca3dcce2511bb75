package everymode.model.gan;

import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.loss.UnrollOptions;
import everymode.nn.Architecture;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;
import java.util.List;

/// The options of an adversarial game, whatever its latent distribution: part of every
/// configuration that plays one. The components are many because each is a key of a recipe.
///
/// @param steps steps of training, at least 0
/// @param batchSize rows of a batch, at least 1
/// @param generator the network from latents to samples
/// @param discriminator the network from samples to scores
/// @param loss the adversarial loss
/// @param penalties gradient penalties of the discriminator
/// @param packing samples that the discriminator scores together, at least 1
/// @param unroll how many steps of the discriminator the generator looks ahead
/// @param discriminatorSteps updates of the discriminator in one step, at least 1
/// @param generatorOptimizer the generator's, and that of a prior which learns
/// @param discriminatorOptimizer the discriminator's
/// @param emaDecay share of the old average that an update of the generator keeps, in [0, 1); 0 for
///   no averaged weights
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
}
