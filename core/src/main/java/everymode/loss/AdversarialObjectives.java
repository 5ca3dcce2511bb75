package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongToDoubleFunction;
import java.util.function.UnaryOperator;

/// The objectives of discriminator and generator, and the number of scores that the discriminator
/// returns per sample.
public interface AdversarialObjectives {

  /// Scores that the discriminator returns per sample.
  ///
  /// @return at least 1
  default int outputs() {
    return 1;
  }

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
    return plus(_ -> weight, term);
  }

  /// The same game with an additional term whose weight changes. Where it is 0 the term is not
  /// evaluated.
  ///
  /// @param weight factor of the term at a step
  /// @param term from generated samples to the additional objective
  default AdversarialObjectives plus(
      LongToDoubleFunction weight, Function<GeneratedBatch, Objective> term) {
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
        return context -> {
          double factor = weight.applyAsDouble(context.step());
          return factor == 0
              ? rest.at(context)
              : Ops.times(first.at(context), factor).add(rest.at(context));
        };
      }
    };
  }

  /// The same game with a discriminator that sees something else of its rows.
  ///
  /// @param view puts something before the network
  default AdversarialObjectives seeing(UnaryOperator<Layer> view) {
    AdversarialObjectives plain = this;
    return new AdversarialObjectives() {
      @Override
      public int outputs() {
        return plain.outputs();
      }

      @Override
      public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
        return plain.discriminator(view.apply(discriminator), generated);
      }

      @Override
      public Objective generator(Layer discriminator, GeneratedBatch generated) {
        return plain.generator(view.apply(discriminator), generated);
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
      public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
        return loss.discriminator(discriminator, generated, penalties);
      }

      @Override
      public Objective generator(Layer discriminator, GeneratedBatch generated) {
        return loss.generator(discriminator, generated);
      }
    };
  }
}
