package everymode.model.gan;

import everymode.config.Require;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.AdversarialObjectives;
import everymode.loss.Penalty;
import everymode.loss.UnrollSettings;
import everymode.nn.Architecture;
import everymode.nn.Layer;
import everymode.nn.PackedDiscriminator;
import everymode.random.RandomKey;
import everymode.train.Action;
import everymode.train.Optimizer;
import everymode.train.RisingScale;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/// The options of an adversarial game, whatever its latent distribution: part of every
/// configuration of such a game. The components are many because each is a key of a recipe.
///
/// @param steps training steps, at least 0
/// @param batchSize rows of a batch, at least 1
/// @param generator the network from latents to samples
/// @param discriminator the network from samples to scores
/// @param loss the adversarial loss
/// @param penalties gradient penalties of the discriminator
/// @param packing samples that the discriminator scores together, at least 1
/// @param unroll by how many steps the discriminator is unrolled for the generator
/// @param discriminatorSteps updates of the discriminator per step, at least 1
/// @param generatorOptimizer the optimiser of the generator and of a learned prior
/// @param emaDecay decay of the moving average of the generator's weights, in [0, 1); 0 for no
///   average
public record GanSettings(
    long steps,
    int batchSize,
    Architecture generator,
    Architecture discriminator,
    AdversarialLoss loss,
    List<Penalty> penalties,
    int packing,
    UnrollSettings unroll,
    int discriminatorSteps,
    Optimizer generatorOptimizer,
    Optimizer discriminatorOptimizer,
    double emaDecay) {

  private static final RisingScale REPORTS = new RisingScale(50);

  /// Validates the values.
  public GanSettings {
    penalties = List.copyOf(penalties);
    Require.atLeast("batchSize", batchSize, 1);
    Require.atLeast("packing", packing, 1);
    Require.atLeast("discriminatorSteps", discriminatorSteps, 1);
    Require.that(batchSize >= packing, "batchSize must be at least packing, " + packing, batchSize);
    Require.that(
        unroll.steps() == 0
            || discriminatorOptimizer instanceof Optimizer.Adam
            || discriminatorOptimizer instanceof Optimizer.AdamW,
        "unroll needs a discriminatorOptimizer of type adam or adamw");
    Require.atLeast("steps", steps, 0);
    Require.fraction("emaDecay", emaDecay);
  }

  /// Rejects packing and unrolling for a family that does not support them.
  ///
  /// @param family its name, with the reason why packing is not supported if there is more to say
  public void rejectPackingAndUnrolling(String family, String reason) {
    Require.that(packing == 1, "packing must be 1 for " + family + reason, packing);
    Require.that(
        unroll.steps() == 0,
        "unroll must have 0 steps for " + family + ", but has " + unroll.steps());
  }

  /// The objectives of the standard game with this loss and these penalties.
  public AdversarialObjectives objectives() {
    return AdversarialObjectives.standard(loss, penalties);
  }

  /// Builds a generator.
  ///
  /// @param latent latent dimension
  /// @param init random key of the initial weights
  public Layer newGenerator(int latent, Domain domain, RandomKey init) {
    return generator.generator(latent, domain.shape(), domain.range(), init);
  }

  /// Builds a discriminator, of packs if the options say so.
  ///
  /// @param outputs scores per sample
  /// @param init random key of the initial weights
  public Layer newDiscriminator(Domain domain, int outputs, RandomKey init) {
    long[] shape = PackedDiscriminator.shape(domain.shape(), packing);
    Layer layer = discriminator.discriminator(shape, outputs, init);
    return packing == 1 ? layer : new PackedDiscriminator(layer, packing);
  }

  /// Reports the smallest and the largest of some values, early in training in each step.
  ///
  /// @param smallest the name of the smallest value
  /// @param largest the name of the largest value
  public List<Action> extremes(String smallest, String largest, Supplier<DoubleStream> values) {
    return List.of(
        new Action.Monitor(smallest, REPORTS::holds, () -> values.get().min().orElse(0)),
        new Action.Monitor(largest, REPORTS::holds, () -> values.get().max().orElse(0)));
  }
}
