package everymode.loss;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Batch;
import everymode.loss.AdversarialLoss.Form;
import everymode.nn.ForwardContext;
import everymode.nn.Linear;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.StepContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AdversarialLossTest {

  private static final double[] REAL = {-2, 0.5, 3};
  private static final double[] FAKE = {1.5, -0.25, -4};

  private record Losses(
      DoubleUnaryOperator real, DoubleUnaryOperator fake, DoubleUnaryOperator generator) {}

  private static double lnSigma(double score) {
    return Math.log(1 / (1 + Math.exp(-score)));
  }

  /// The formulas of the table, written out for one score.
  private static final Map<Form, Losses> LOSSES =
      Map.of(
          Form.NON_SATURATING,
          new Losses(d -> -lnSigma(d), d -> -lnSigma(-d), d -> -lnSigma(d)),
          Form.MINIMAX,
          new Losses(d -> -lnSigma(d), d -> -lnSigma(-d), d -> lnSigma(-d)),
          Form.HINGE,
          new Losses(d -> Math.max(0, 1 - d), d -> Math.max(0, 1 + d), d -> -d),
          Form.LEAST_SQUARES,
          new Losses(d -> (d - 1) * (d - 1), d -> d * d, d -> (d - 1) * (d - 1)),
          Form.WASSERSTEIN,
          new Losses(d -> -d, d -> d, d -> -d));

  private static double mean(double[] scores, DoubleUnaryOperator loss) {
    return Arrays.stream(scores).map(loss).average().orElseThrow();
  }

  private static Tensor scores(double... values) {
    return Ops.of(values, values.length, 1);
  }

  @TestFactory
  Stream<DynamicTest> losses_are_those_of_the_table() {
    return Stream.of(Form.values())
        .map(form -> DynamicTest.dynamicTest(form.name(), () -> plain(form)));
  }

  private static void plain(Form form) {
    AdversarialLoss loss = new AdversarialLoss(form, false);
    Losses losses = java.util.Objects.requireNonNull(LOSSES.get(form));
    Tensor discriminator = loss.discriminator(scores(REAL), scores(FAKE));
    assertThat(discriminator.shape()).isEmpty();
    near(discriminator, 1e-12, mean(REAL, losses.real) + mean(FAKE, losses.fake));
    Tensor generator = loss.generator(scores(FAKE));
    assertThat(generator.shape()).isEmpty();
    near(generator, 1e-12, mean(FAKE, losses.generator));
  }

  @TestFactory
  Stream<DynamicTest> paired_losses_are_losses_of_the_differences() {
    return Stream.of(Form.values())
        .map(form -> DynamicTest.dynamicTest(form.name(), () -> paired(form)));
  }

  private static void paired(Form form) {
    AdversarialLoss loss = new AdversarialLoss(form, true);
    DoubleUnaryOperator realLoss = java.util.Objects.requireNonNull(LOSSES.get(form)).real;
    double[] difference = {-3.5, 0.75, 7};
    near(loss.discriminator(scores(REAL), scores(FAKE)), 1e-12, mean(difference, realLoss));
    // Through networks: D(x) = w·x + b, so differences of scores are w·(x − g).
    Linear discriminator = new Linear(2, 1, new RandomKey(1));
    Tensor x = RandomTensors.normal(new RandomKey(2), 3, 2);
    Tensor g = RandomTensors.normal(new RandomKey(3), 3, 2);
    double[] d =
        Ops.doubles(
            discriminator
                .apply(x, ForwardContext.evaluation())
                .sub(discriminator.apply(g, ForwardContext.evaluation()))
                .detach());
    double[] back = Arrays.stream(d).map(v -> -v).toArray();
    near(loss.discriminator(discriminator, _ -> g).at(step(x)), 1e-5, mean(d, realLoss));
    near(loss.generator(discriminator, _ -> g).at(step(x)), 1e-5, mean(back, realLoss));
  }

  private static StepContext step(Tensor x) {
    return new StepContext(
        () -> new Batch(x, Ops.range(x.size(0)), null), (int) x.size(0), 0, new RandomKey(4));
  }

  @Test
  void large_scores_do_not_overflow() {
    for (Form form : Form.values()) {
      AdversarialLoss loss = new AdversarialLoss(form, false);
      for (double size : new double[] {1e4, -1e4}) {
        assertThat(Ops.finite(loss.discriminator(scores(size), scores(size)))).isTrue();
        assertThat(Ops.finite(loss.generator(scores(size)))).isTrue();
      }
    }
  }

  @Test
  void samples_have_no_graph_for_the_discriminator_and_one_for_the_generator() {
    Linear discriminator = new Linear(2, 1, new RandomKey(1));
    Linear generator = new Linear(3, 2, new RandomKey(2));
    GeneratedSamples generated =
        context ->
            generator.apply(
                RandomTensors.normal(context.key().fold("latent"), context.n(), 3), context.pass());
    StepContext context = step(RandomTensors.normal(new RandomKey(5), 4, 2));
    Tensor loss = AdversarialLoss.STANDARD.discriminator(discriminator, generated).at(context);
    assertThat(Autograd.gradients(loss, generator.parameters()).get(0).defined()).isFalse();
    assertThat(Autograd.gradients(loss, discriminator.parameters()).get(0).defined()).isTrue();
    Tensor other = AdversarialLoss.STANDARD.generator(discriminator, generated).at(context);
    assertThat(Autograd.gradients(other, generator.parameters()).get(0).defined()).isTrue();
  }

  @Test
  void terms_of_one_step_share_their_samples_and_two_generators_do_not() {
    int[] calls = new int[2];
    GeneratedSamples one = _ -> Ops.full(++calls[0], 4, 2);
    GeneratedSamples two = _ -> Ops.full(10 + ++calls[1], 4, 2);
    StepContext context = step(Ops.zeros(4, 2));
    assertThat(one.of(context)).isSameAs(one.of(context));
    assertThat(one.data(context)).isSameAs(one.data(context));
    assertThat(calls[0]).isEqualTo(2);
    near(two.of(context).mean(), 0, 11);
    near(one.of(context).mean(), 0, 1);
    assertThat(List.of(one.of(context), two.of(context))).doesNotHaveDuplicates();
  }
}
