package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Games over classes: the critic also judges which class a sample is of.
///
/// With y the class of a real sample, f(k) that of a generated one, σ the logistic function, π the
/// softmax over all scores, and s a critic's score without class:
///
/// | kind | scores | critic | generator |
/// |---|---|---|---|
/// | sigmoid | N | the price of D_y(x) and D_f(k)(G) | the price of D_f(k)(G) |
/// | softmax | N + 1 | −E ln π_y(D(x)) − E ln π_N(D(G)) | −E ln π_f(k)(D(G)) |
/// | auxiliary | 1 + N | the price of s(x) and s(G), −E ln π_y(x) − E ln π_f(k)(G) | the price of s(G), −E ln π_f(k)(G) |
///
/// In the first kind only the score of the class that a sample is of, or ought to be of, enters:
/// the others get no gradient from it. With one class it is the plain game.
///
/// *Sources:* Ben-Yosef and Weinshall 2018 (sigmoid; softmax after later accounts of it); Odena,
/// Olah and Shlens, "Conditional image synthesis with auxiliary classifier GANs", 2017 (auxiliary).
///
/// @param kind which of them
/// @param classes N, at least 1
/// @param loss the price of scores; softmax does not use it
/// @param map f: from components, int64 `[n]`, to the classes that they stand for
public record ClassLoss(Kind kind, int classes, AdversarialLoss loss, UnaryOperator<Tensor> map)
    implements AdversarialObjectives {

  /// The kinds of game.
  public enum Kind {
    /// A real-or-not score for each class.
    SIGMOID,
    /// One choice among the classes and "generated".
    SOFTMAX,
    /// A real-or-not score, and a choice among the classes.
    AUXILIARY
  }

  @Override
  public int outputs() {
    return kind == Kind.SIGMOID ? classes : classes + 1;
  }

  @Override
  public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
    return context -> {
      Tensor real = discriminator.apply(context.real().x(), context.pass()); // [n, outputs]
      Tensor fake = discriminator.apply(generated.data(context), context.pass()); // [n, outputs]
      return discriminator(real, label(context), fake, map.apply(generated.component(context)));
    };
  }

  @Override
  public Objective generator(Layer discriminator, GeneratedBatch generated) {
    return context -> {
      Tensor fake = discriminator.apply(generated.of(context), context.pass()); // [n, outputs]
      return generator(fake, map.apply(generated.component(context)));
    };
  }

  private static Tensor label(StepContext context) {
    return Objects.requireNonNull(context.real().label(), "the data have no classes");
  }

  /// The critic's loss from scores.
  ///
  /// @param real of real samples `[n, outputs]`
  /// @param label their classes `[n]`
  /// @param fake of generated samples `[m, outputs]`
  /// @param wanted the classes that they ought to be of `[m]`
  /// @return shape []
  public Tensor discriminator(Tensor real, Tensor label, Tensor fake, Tensor wanted) {
    return switch (kind) {
      case SIGMOID -> loss.discriminator(one(real, label), one(fake, wanted));
      case SOFTMAX ->
          Ops.crossEntropy(real, label)
              .add(Ops.crossEntropy(fake, torch.full_like(wanted, new Scalar(classes))));
      case AUXILIARY ->
          loss.discriminator(source(real), source(fake))
              .add(Ops.crossEntropy(choice(real), label))
              .add(Ops.crossEntropy(choice(fake), wanted));
    };
  }

  /// The generator's loss from scores.
  ///
  /// @param fake of generated samples `[n, outputs]`
  /// @param wanted the classes that they ought to be of `[n]`
  /// @return shape []
  public Tensor generator(Tensor fake, Tensor wanted) {
    return switch (kind) {
      case SIGMOID -> loss.generator(one(fake, wanted));
      case SOFTMAX -> Ops.crossEntropy(fake, wanted);
      case AUXILIARY -> loss.generator(source(fake)).add(Ops.crossEntropy(choice(fake), wanted));
    };
  }

  /// The score of one class each, `[n, 1]`.
  private static Tensor one(Tensor scores, Tensor label) {
    return scores.gather(1, label.unsqueeze(1));
  }

  private static Tensor source(Tensor scores) {
    return scores.narrow(1, 0, 1);
  }

  private Tensor choice(Tensor scores) {
    return scores.narrow(1, 1, classes);
  }
}
