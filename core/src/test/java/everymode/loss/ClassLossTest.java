package everymode.loss;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.loss.AdversarialLoss.Form;
import everymode.loss.ClassLoss.Kind;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClassLossTest {

  private static final int CLASSES = 3;
  private static final long[] REAL = {0, 2, 1, 0, 2};
  private static final long[] TARGET = {1, 1, 0, 2, 2};

  private static ClassLoss objectives(Kind kind, int classes) {
    return new ClassLoss(
        kind, classes, AdversarialLoss.STANDARD, List.of(), UnaryOperator.identity());
  }

  private static Tensor scores(String name, int columns) {
    Tensor scores = RandomTensors.normal(new RandomKey(1).fold(name), 5, columns);
    scores.requires_grad_(true);
    return scores;
  }

  @Test
  void only_the_score_of_the_samples_class_gets_a_gradient() {
    ClassLoss objectives = objectives(Kind.SIGMOID, CLASSES);
    Tensor real = scores("real", CLASSES);
    Tensor fake = scores("fake", CLASSES);
    Tensor loss = objectives.discriminator(real, Ops.of(REAL), fake, Ops.of(TARGET));
    nonZeroOnlyAt(Autograd.gradients(loss, List.of(real)).get(0), REAL);
    loss = objectives.discriminator(real, Ops.of(REAL), fake, Ops.of(TARGET));
    nonZeroOnlyAt(Autograd.gradients(loss, List.of(fake)).get(0), TARGET);
    nonZeroOnlyAt(
        Autograd.gradients(objectives.generator(fake, Ops.of(TARGET)), List.of(fake)).get(0),
        TARGET);
  }

  private static void nonZeroOnlyAt(Tensor gradient, long[] label) {
    double[] values = Ops.doubles(gradient);
    for (int i = 0; i < label.length; i++) {
      for (int c = 0; c < CLASSES; c++) {
        double value = values[i * CLASSES + c];
        if (c == label[i]) {
          assertThat(value).isNotZero();
        } else {
          assertThat(value).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void with_one_class_it_is_the_standard_game(Form form) {
    var plain = new AdversarialLoss(form, false);
    var objectives = new ClassLoss(Kind.SIGMOID, 1, plain, List.of(), UnaryOperator.identity());
    Tensor real = scores("real", 1);
    Tensor fake = scores("fake", 1);
    Tensor zero = Ops.of(new long[5]);
    same(objectives.discriminator(real, zero, fake, zero), plain.discriminator(real, fake));
    same(objectives.generator(fake, zero), plain.generator(fake));
  }

  @Test
  void the_softmax_over_classes_and_generated_matches_the_closed_form() {
    ClassLoss objectives = objectives(Kind.SOFTMAX, 2);
    assertThat(objectives.outputs()).isEqualTo(3);
    Tensor real = Ops.of(new float[] {1, 0, 0}, 1, 3);
    Tensor fake = Ops.of(new float[] {0, 0, 2}, 1, 3);
    double realLogPartition = Math.log(Math.E + 2);
    double logPartition = Math.log(2 + Math.exp(2));
    // −ln π₀(real) − ln π₂(fake), and for the generator −ln π₁(fake)
    near(
        objectives.discriminator(real, Ops.of(0), fake, Ops.of(1)),
        1e-6,
        realLogPartition - 1 + logPartition - 2);
    near(objectives.generator(fake, Ops.of(1)), 1e-6, logPartition);
  }

  @Test
  void the_auxiliary_game_adds_the_cross_entropy_of_classes_to_the_standard_one() {
    ClassLoss objectives = objectives(Kind.AUXILIARY, 2);
    Tensor real = Ops.of(new float[] {0.5f, 1, 0}, 1, 3);
    Tensor fake = Ops.of(new float[] {-0.25f, 0, 2}, 1, 3);
    double adversarial = Math.log1p(Math.exp(-0.5)) + Math.log1p(Math.exp(-0.25));
    double realClassLoss = Math.log(Math.E + 1) - 1;
    double targetLoss = Math.log(1 + Math.exp(2)) - 2;
    near(
        objectives.discriminator(real, Ops.of(0), fake, Ops.of(1)),
        1e-6,
        adversarial + realClassLoss + targetLoss);
    near(objectives.generator(fake, Ops.of(1)), 1e-6, Math.log1p(Math.exp(0.25)) + targetLoss);
  }
}
