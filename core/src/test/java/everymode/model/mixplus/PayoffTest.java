package everymode.model.mixplus;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Batch;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.nn.ForwardContext;
import everymode.nn.Linear;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.StepContext;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PayoffTest {

  private static final float[] REAL = {0.5f, -1};

  /// A discriminator of scalars: `slope · x + offset`.
  private static Linear line(double slope, double offset) {
    Linear line = new Linear(1, 1, new RandomKey(1));
    set(line.parameters().get(0), slope);
    set(line.parameters().get(1), offset);
    return line;
  }

  private static SoftmaxWeights weights(double... w) {
    SoftmaxWeights weights = new SoftmaxWeights(w.length);
    set(weights.parameters().getFirst(), java.util.Arrays.stream(w).map(Math::log).toArray());
    return weights;
  }

  private static void set(Tensor t, double... values) {
    Autograd.noGrad(() -> t.copy_(Ops.of(values, t.shape())));
  }

  /// A generator that always returns the same samples.
  private static GeneratedSamples fixed(float... x) {
    return _ -> Ops.of(x, x.length, 1);
  }

  private static StepContext step() {
    Batch real = new Batch(Ops.of(REAL, 2, 1), Ops.range(2), null);
    return new StepContext(() -> real, 2, 0, new RandomKey(4));
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  /// The mean of `ln(1 + exp(sign · D(x)))` for the discriminator `slope · x + offset`.
  private static double mean(int sign, double slope, double offset, float... x) {
    return IntStream.range(0, x.length)
        .mapToDouble(i -> softplus(sign * (slope * x[i] + offset)))
        .average()
        .orElseThrow();
  }

  @Test
  void pairs_are_weighted_by_both_weights() {
    try (var _ = new Scope()) {
      float[][] samples = {{1, 2}, {-3, 0.25f}};
      double[][] lines = {{1, 0}, {-0.5, 0.75}};
      double[] u = {0.7, 0.3};
      double[] v = {0.2, 0.8};
      Payoff payoff =
          new Payoff(
              AdversarialLoss.STANDARD,
              0.4,
              Stream.of(samples).map(PayoffTest::fixed).toList(),
              weights(u),
              Stream.of(lines).map(l -> line(l[0], l[1])).toList(),
              weights(v));
      double discriminatorLoss = -0.4 * (Math.log(0.2) + Math.log(0.8)) / 2;
      double generatorLoss = -0.4 * (Math.log(0.7) + Math.log(0.3)) / 2;
      for (int j = 0; j < 2; j++) {
        double real = mean(-1, lines[j][0], lines[j][1], REAL);
        for (int i = 0; i < 2; i++) {
          double fake = mean(1, lines[j][0], lines[j][1], samples[i]);
          discriminatorLoss += u[i] * v[j] * (real + fake);
          generatorLoss += u[i] * v[j] * mean(-1, lines[j][0], lines[j][1], samples[i]);
        }
      }
      near(payoff.discriminators(step()), 1e-6, discriminatorLoss);
      near(payoff.generatorLoss(step()), 1e-6, generatorLoss);
    }
  }

  @ParameterizedTest
  @EnumSource
  void one_generator_and_one_discriminator_play_the_standard_game(AdversarialLoss.Form form) {
    try (var _ = new Scope()) {
      for (boolean relativistic : new boolean[] {false, true}) {
        AdversarialLoss loss = new AdversarialLoss(form, relativistic);
        GeneratedSamples samples = fixed(0.3f, -2);
        Linear discriminator = line(1.5, -0.2);
        var payoff =
            new Payoff(
                loss,
                0,
                List.of(samples),
                new SoftmaxWeights(1),
                List.of(discriminator),
                new SoftmaxWeights(1));
        same(payoff.discriminators(step()), loss.discriminator(discriminator, samples).at(step()));
        same(payoff.generatorLoss(step()), loss.generator(discriminator, samples).at(step()));
      }
    }
  }

  @Test
  void two_copies_with_half_the_weight_equal_one_generator() {
    try (var _ = new Scope()) {
      GeneratedSamples a = fixed(1, 2);
      GeneratedSamples b = fixed(-3, 0);
      List<Linear> discriminators = List.of(line(1, 0), line(-2, 1));
      SoftmaxWeights v = weights(0.4, 0.6);
      var loss = new AdversarialLoss(AdversarialLoss.Form.HINGE, false);
      var one = new Payoff(loss, 0, List.of(a, b), weights(0.5, 0.5), discriminators, v);
      var copies =
          new Payoff(loss, 0, List.of(a, a, b), weights(0.25, 0.25, 0.5), discriminators, v);
      near(copies.discriminators(step()), 1e-6, one.discriminators(step()));
      near(copies.generatorLoss(step()), 1e-6, one.generatorLoss(step()));
    }
  }

  @Test
  void the_regulariser_is_minimal_at_equal_weights_and_its_gradient_is_weight_minus_share() {
    try (var _ = new Scope()) {
      SoftmaxWeights equal = new SoftmaxWeights(4);
      Tensor least = equal.regulariser(ForwardContext.evaluation());
      near(least, 1e-6, Math.log(4));
      near(Autograd.gradients(least, equal.parameters()).get(0), 1e-6, 0, 0, 0, 0);
      double[] w = {0.1, 0.2, 0.3, 0.4};
      SoftmaxWeights uneven = weights(w);
      Tensor more = uneven.regulariser(ForwardContext.evaluation());
      near(more, 1e-6, -Math.log(0.1 * 0.2 * 0.3 * 0.4) / 4);
      near(Autograd.gradients(more, uneven.parameters()).get(0), 1e-6, -0.15, -0.05, 0.05, 0.15);
      near(uneven.in(ForwardContext.evaluation()), 1e-6, w);
    }
  }

  /// A weight that vanishes in single precision still has a finite regulariser.
  @Test
  void the_regulariser_is_finite_at_extreme_logits() {
    try (var _ = new Scope()) {
      SoftmaxWeights weights = new SoftmaxWeights(2);
      set(weights.parameters().getFirst(), 300, 0);
      near(weights.regulariser(ForwardContext.evaluation()), 1e-6, 150);
    }
  }

  /// The generator's loss is softplus(−2) for one and softplus(2) = softplus(−2) + 2 for the other.
  /// Weight w of the worse one is stationary where 2 w (1 − w) + λ (w − 1/2) = 0.
  @Test
  void the_weight_of_a_useless_generator_falls_as_far_as_the_regulariser_allows() {
    assertThat(stationaryWeight(0)).isLessThan(0.01);
    assertThat(stationaryWeight(1)).isCloseTo((3 - Math.sqrt(5)) / 4, within(1e-3));
  }

  private static double stationaryWeight(double entropy) {
    List<GeneratedSamples> samples = List.of(fixed(2, 2), fixed(-2, -2));
    SoftmaxWeights u = new SoftmaxWeights(2);
    var payoff =
        new Payoff(
            AdversarialLoss.STANDARD,
            entropy,
            samples,
            u,
            List.of(line(1, 0)),
            new SoftmaxWeights(1));
    Player player = new Player(u, Optimizer.Adam.of(0.02), 0);
    for (int step = 0; step < 1000; step++) {
      try (var _ = new Scope()) {
        player.minimise(payoff.generatorLoss(step()), 0);
        if (step == 0) {
          assertThat(second(u)).isLessThan(0.5);
        }
      }
    }
    return second(u);
  }

  private static double second(SoftmaxWeights weights) {
    try (var _ = new Scope()) {
      return Ops.doubles(weights.in(ForwardContext.evaluation()).detach())[1];
    }
  }

  /// Shares are within Hoeffding's bound at an error of 1e-9.
  @Test
  void a_batch_of_the_mixture_takes_each_row_from_a_generator_drawn_by_weight() {
    try (var _ = new Scope()) {
      int n = 10_000;
      List<GeneratedSamples> samples =
          IntStream.range(0, 3).<GeneratedSamples>mapToObj(i -> _ -> rows(i * n, n)).toList();
      double[] w = {0.6, 0.3, 0.1};
      var payoff =
          new Payoff(
              AdversarialLoss.STANDARD,
              0,
              samples,
              weights(w),
              List.<Linear>of(),
              new SoftmaxWeights(1));
      Batch none = new Batch(Ops.zeros(n, 1), Ops.range(n), null);
      float[] x = Ops.floats(payoff.mixed(new StepContext(() -> none, n, 0, new RandomKey(3))));
      int[] count = new int[3];
      for (int row = 0; row < n; row++) {
        assertThat((int) x[row] % n).isEqualTo(row);
        count[(int) x[row] / n]++;
      }
      double bound = Math.sqrt(Math.log(2 / 1e-9) / (2 * n));
      for (int k = 0; k < 3; k++) {
        assertThat((double) count[k] / n).isCloseTo(w[k], within(bound));
      }
    }
  }

  private static Tensor rows(int from, int n) {
    return Ops.plus(Ops.toFloat(Ops.range(n)), from).view(n, 1);
  }

  @Test
  void discriminators_treat_samples_as_constants_and_see_the_weights_of_both_sides() {
    try (var _ = new Scope()) {
      Linear generator = line(2, 1);
      GeneratedSamples samples = context -> generator.apply(Ops.full(1, 2, 1), context.pass());
      SoftmaxWeights u = weights(0.5, 0.5);
      SoftmaxWeights v = weights(0.5, 0.5);
      List<Linear> discriminators = List.of(line(1, 0), line(0.5, 1));
      var payoff =
          new Payoff(
              AdversarialLoss.STANDARD, 0, List.of(samples, fixed(0, 0)), u, discriminators, v);
      assertThat(hasGradient(payoff.discriminators(step()), generator)).isFalse();
      assertThat(hasGradient(payoff.generatorLoss(step()), generator)).isTrue();
      for (Parameterised part : List.of(u, v, discriminators.get(0), discriminators.get(1))) {
        assertThat(hasGradient(payoff.discriminators(step()), part)).isTrue();
      }
    }
  }

  private static boolean hasGradient(Tensor loss, Parameterised part) {
    Tensor gradient = Autograd.gradients(loss, part.parameters()).get(0);
    return gradient.defined() && gradient.abs().max().item_double() > 0;
  }
}
