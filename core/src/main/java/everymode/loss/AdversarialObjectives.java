package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// The objectives of discriminator and generator, and the number of scores that the discriminator
/// returns per sample.
public interface AdversarialObjectives {

  /// Generated samples of a step, with their latents and components.
  interface GeneratedBatch extends GeneratedSamples {

    /// The latents of the step's samples.
    ///
    /// @return `[n, dim]`
    Tensor latent(StepContext context);

    /// A second batch of the same size, from independent latents.
    ///
    /// @return the same object at every call
    GeneratedBatch again();

    /// Whether samples of several batches may be generated in one forward pass.
    ///
    /// @return true if each sample depends on its own latent only
    boolean perSample();

    /// Generates samples from given latents.
    ///
    /// @param z `[n, dim]`
    /// @param context supplies the forward context
    /// @return `[n, ...]` in model units, attached to the generator's autograd graph
    Tensor from(Tensor z, StepContext context);

    /// Generates the samples of two batches of a step in one forward pass, if that changes none of
    /// them.
    ///
    /// @param other another batch of the same generator
    static void together(GeneratedBatch one, GeneratedBatch other, StepContext context) {
      if (one.perSample()) {
        Tensor both = one.from(Ops.cat(one.latent(context), other.latent(context)), context);
        Tensor first = Ops.rows(both, 0, context.n());
        Tensor second = Ops.rows(both, context.n(), context.n());
        context.once(one.key(), () -> first);
        context.once(other.key(), () -> second);
      }
    }

    /// The mixture component of each sample of the step.
    ///
    /// @return int64 `[n]`
    Tensor component(StepContext context);
  }

  /// Scores that the discriminator returns per sample.
  ///
  /// @return at least 1
  int outputs();

  /// The objective that the discriminator minimises.
  ///
  /// @param discriminator a network to `[n, outputs]`
  /// @param generated the generator's samples
  Objective discriminator(Layer discriminator, GeneratedBatch generated);

  /// The objective that the generator minimises.
  ///
  /// @param discriminator a network to `[n, outputs]`
  /// @param generated the generator's samples
  Objective generator(Layer discriminator, GeneratedBatch generated);

  /// The same game with an additional term in the generator's objective. The term is evaluated
  /// first, so that the discriminator scores the samples that the term generated.
  ///
  /// @param weight factor of the term
  /// @param term from generated samples to the additional objective
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

  /// The standard game: one score per sample, with gradient penalties on the discriminator.
  ///
  /// @param loss the loss of scores
  /// @param penalties gradient penalties
  static AdversarialObjectives standard(AdversarialLoss loss, List<Penalty> penalties) {
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
