package everymode.loss;

import everymode.config.Require;
import everymode.data.Dataset;
import everymode.nn.Layer;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Games over classes: the discriminator also classifies samples.
///
/// With y the class of a real sample, f(k) that of a generated one, σ the logistic function, π the
/// softmax over all scores, and s a discriminator's class-independent score:
///
/// | kind | scores | discriminator | generator |
/// |---|---|---|---|
/// | sigmoid | N | the loss of D_y(x) and D_f(k)(G) | the loss of D_f(k)(G) |
/// | softmax | N + 1 | −E ln π_y(D(x)) − E ln π_N(D(G)) | −E ln π_f(k)(D(G)) |
/// | auxiliary | 1 + N | the loss of s(x) and s(G), −E ln π_y(x) − E ln π_f(k)(G) | the loss of s(G), −E ln π_f(k)(G) |
///
/// Gradient penalties measure the score in the loss: D_y at real and D_f(k) at generated samples,
/// or s. A softmax has no such score.
///
/// In the first kind only the score of a sample's class, or target class, enters the loss: the
/// other scores get no gradient from it. With one class it is the standard game.
///
/// *Sources:* Ben-Yosef and Weinshall 2018 (sigmoid; softmax as described in later work); Odena,
/// Olah and Shlens, "Conditional image synthesis with auxiliary classifier GANs", 2017 (auxiliary).
///
/// @param classes N, at least 1
/// @param loss the loss of real-or-generated scores; unused by softmax
/// @param penalties gradient penalties; must be empty for softmax
/// @param map f: from components, int64 `[n]`, to their classes
public record ClassLoss(
    Kind kind,
    int classes,
    AdversarialLoss loss,
    List<Penalty> penalties,
    UnaryOperator<Tensor> map)
    implements AdversarialObjectives {

  /// The kinds of game.
  public enum Kind {
    /// One real-or-generated score per class.
    SIGMOID,
    /// A softmax over the classes and "generated".
    SOFTMAX,
    /// A real-or-generated score, and a softmax over the classes.
    AUXILIARY
  }

  /// The number of classes of labelled data.
  ///
  /// @param method what needs the classes, for the message
  /// @throws IllegalArgumentException if the data have no classes
  public static int classes(Dataset data, String method) {
    Require.that(
        !data.classes().isEmpty() && data.train().labelled(),
        String.format(
            Locale.ROOT,
            "%s needs data with classes, but '%s' has none; choose data with classes, or name the class column with --label",
            method,
            data.name()));
    return data.classes().size();
  }

  @Override
  public int outputs() {
    return kind == Kind.SIGMOID ? classes : classes + 1;
  }

  @Override
  public Objective discriminator(Layer discriminator, GeneratedBatch generated) {
    return new PenalisedLoss(
        discriminator,
        generated,
        penalties,
        (real, fake, context) -> {
          Tensor label = label(context);
          Tensor target = map.apply(generated.component(context));
          return new PenalisedLoss.Scored(
              discriminator(real, label, fake, target), score(real, label), score(fake, target));
        });
  }

  @Override
  public Objective generator(Layer discriminator, GeneratedBatch generated) {
    return context -> {
      Tensor fake = discriminator.apply(generated.of(context), context.pass()); // [n, outputs]
      Tensor target = map.apply(generated.component(context)); // [n]
      if (!loss.relativistic()) {
        return generator(fake, target);
      }
      Tensor real = discriminator.apply(context.real().x(), context.pass()); // [n, outputs]
      Tensor paired = loss.paired(score(fake, target), score(real, label(context)));
      return kind == Kind.AUXILIARY
          ? paired.add(Ops.crossEntropy(classLogits(fake), target))
          : paired;
    };
  }

  private static Tensor label(StepContext context) {
    return Objects.requireNonNull(context.real().label(), "the data set has no classes");
  }

  /// The discriminator's loss from scores.
  ///
  /// @param real scores of real samples `[n, outputs]`
  /// @param label their classes `[n]`
  /// @param fake scores of generated samples `[m, outputs]`
  /// @param target their target classes `[m]`
  /// @return shape []
  public Tensor discriminator(Tensor real, Tensor label, Tensor fake, Tensor target) {
    return switch (kind) {
      case SIGMOID -> loss.discriminator(ofClass(real, label), ofClass(fake, target));
      case SOFTMAX ->
          Ops.crossEntropy(real, label)
              .add(Ops.crossEntropy(fake, torch.full_like(target, new Scalar(classes))));
      case AUXILIARY ->
          loss.discriminator(adversarialScore(real), adversarialScore(fake))
              .add(Ops.crossEntropy(classLogits(real), label))
              .add(Ops.crossEntropy(classLogits(fake), target));
    };
  }

  /// The generator's loss from scores.
  ///
  /// @param fake scores of generated samples `[n, outputs]`
  /// @param target their target classes `[n]`
  /// @return shape []
  public Tensor generator(Tensor fake, Tensor target) {
    return switch (kind) {
      case SIGMOID -> loss.generator(ofClass(fake, target));
      case SOFTMAX -> Ops.crossEntropy(fake, target);
      case AUXILIARY ->
          loss.generator(adversarialScore(fake)).add(Ops.crossEntropy(classLogits(fake), target));
    };
  }

  /// The score that tells real from generated samples, `[n, 1]`.
  private Tensor score(Tensor scores, Tensor label) {
    return kind == Kind.SIGMOID ? ofClass(scores, label) : adversarialScore(scores);
  }

  /// The score of each sample's class, `[n, 1]`.
  private static Tensor ofClass(Tensor scores, Tensor label) {
    return scores.gather(1, label.unsqueeze(1));
  }

  private static Tensor adversarialScore(Tensor scores) {
    return scores.narrow(1, 0, 1);
  }

  private Tensor classLogits(Tensor scores) {
    return scores.narrow(1, 1, classes);
  }
}
