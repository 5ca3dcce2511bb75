package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// What critic and generator descend on, and how many scores the critic gives a sample.
public interface AdversarialObjectives {

  /// Generated samples of a turn, with the components behind them.
  interface GeneratedBatch extends GeneratedSamples {

    /// The latents behind the samples of the turn.
    ///
    /// @param context the turn
    /// @return `[n, dim]`
    Tensor latent(StepContext context);

    /// As many samples once more, from latents of their own.
    ///
    /// @return the same object at every call
    GeneratedBatch again();

    /// Whether samples of several batches may be made in one pass.
    ///
    /// @return true where each sample depends on its latent alone
    boolean perSample();

    /// Samples of latents that somebody chose.
    ///
    /// @param z `[n, dim]`
    /// @param context whose pass to use
    /// @return `[n, ...]` in model units, with the graph that leads back to the generator
    Tensor from(Tensor z, StepContext context);

    /// Makes the samples of two batches of a turn in one pass, where that changes none of them.
    ///
    /// @param one a batch
    /// @param other another batch of the same generator
    /// @param context the turn
    static void together(GeneratedBatch one, GeneratedBatch other, StepContext context) {
      if (one.perSample()) {
        Tensor both = one.from(Ops.cat(one.latent(context), other.latent(context)), context);
        Tensor first = Ops.rows(both, 0, context.n());
        Tensor second = Ops.rows(both, context.n(), context.n());
        context.once(one.key(), () -> first);
        context.once(other.key(), () -> second);
      }
    }

    /// The component of each sample of the turn.
    ///
    /// @param context the turn
    /// @return int64 `[n]`
    Tensor component(StepContext context);
  }

  /// Scores that the critic gives a sample.
  ///
  /// @return at least 1
  int outputs();

  /// What the critic descends on.
  ///
  /// @param discriminator a network to `[n, outputs]`
  /// @param generated the generator's samples
  /// @return the objective
  Objective discriminator(Layer discriminator, GeneratedBatch generated);

  /// What the generator descends on.
  ///
  /// @param discriminator a network to `[n, outputs]`
  /// @param generated the generator's samples
  /// @return the objective
  Objective generator(Layer discriminator, GeneratedBatch generated);

  /// The same game with one more term for the generator, which is asked before the others: samples
  /// that it makes in its own way are those that the critic sees.
  ///
  /// @param weight factor of the term
  /// @param term from generated samples to what else the generator descends on
  /// @return the rules
  default AdversarialObjectives plus(double weight, Function<GeneratedBatch, Objective> term) {
    AdversarialObjectives plain = this;
    return new AdversarialObjectives() {
      @Override
      public int outputs() {
        return plain.outputs();
      }

      @Override
      public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
        return plain.discriminator(discriminator, generated);
      }

      @Override
      public Objective generator(Layer discriminator, GeneratedBatch generated) {
        Objective first = term.apply(generated);
        Objective rest = plain.generator(discriminator, generated);
        return context -> Ops.times(first.at(context), weight).add(rest.at(context));
      }
    };
  }

  /// The usual game: one score a sample, prices on the critic's slope.
  ///
  /// @param loss the price of scores
  /// @param penalties prices on slopes
  /// @return the rules
  static AdversarialObjectives plain(AdversarialLoss loss, List<Penalty> penalties) {
    return new AdversarialObjectives() {
      @Override
      public int outputs() {
        return 1;
      }

      @Override
      public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
        Objective all = loss.discriminator(discriminator, generated);
        for (Penalty penalty : penalties) {
          all = all.plus(penalty.weight(), penalty.objective(discriminator, generated));
        }
        return all;
      }

      @Override
      public Objective generator(Layer discriminator, GeneratedBatch generated) {
        return loss.generator(discriminator, generated);
      }
    };
  }
}
