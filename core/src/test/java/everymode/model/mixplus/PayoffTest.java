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
import everymode.nn.Trainable;
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

  /// A critic of single numbers: `slope · x + offset`.
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

  /// A generator that always makes the same.
  private static GeneratedSamples fixed(float... x) {
    return _ -> Ops.of(x, x.length, 1);
  }

  private static StepContext turn() {
    Batch real = new Batch(Ops.of(REAL, 2, 1), Ops.range(2), null);
    return new StepContext(() -> real, 2, 0, new RandomKey(4));
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  /// The mean of `ln(1 + exp(sign · D(x)))` for the critic `slope · x + offset`.
  private static double mean(int sign, double slope, double offset, float... x) {
    return IntStream.range(0, x.length)
        .mapToDouble(i -> softplus(sign * (slope * x[i] + offset)))
        .average()
        .orElseThrow();
  }

  @Test
  void pairs_count_by_both_weights() {
    try (var _ = new Scope()) {
      float[][] made = {{1, 2}, {-3, 0.25f}};
      double[][] lines = {{1, 0}, {-0.5, 0.75}};
      double[] u = {0.7, 0.3};
      double[] v = {0.2, 0.8};
      Payoff payoff =
          new Payoff(
              AdversarialLoss.STANDARD,
              0.4,
              Stream.of(made).map(PayoffTest::fixed).toList(),
              weights(u),
              Stream.of(lines).map(l -> line(l[0], l[1])).toList(),
              weights(v));
      double critics = -0.4 * (Math.log(0.2) + Math.log(0.8)) / 2;
      double generators = -0.4 * (Math.log(0.7) + Math.log(0.3)) / 2;
      for (int j = 0; j < 2; j++) {
        double real = mean(-1, lines[j][0], lines[j][1], REAL);
        for (int i = 0; i < 2; i++) {
          double fake = mean(1, lines[j][0], lines[j][1], made[i]);
          critics += u[i] * v[j] * (real + fake);
          generators += u[i] * v[j] * mean(-1, lines[j][0], lines[j][1], made[i]);
        }
      }
      near(payoff.discriminators(turn()), 1e-6, critics);
      near(payoff.generatorLoss(turn()), 1e-6, generators);
    }
  }

  @ParameterizedTest
  @EnumSource
  void one_generator_and_one_critic_play_the_plain_game(AdversarialLoss.Form form) {
    try (var _ = new Scope()) {
      for (boolean relativistic : new boolean[] {false, true}) {
        AdversarialLoss loss = new AdversarialLoss(form, relativistic);
        GeneratedSamples made = fixed(0.3f, -2);
        Linear critic = line(1.5, -0.2);
        var payoff =
            new Payoff(
                loss,
                0,
                List.of(made),
                new SoftmaxWeights(1),
                List.of(critic),
                new SoftmaxWeights(1));
        same(payoff.discriminators(turn()), loss.discriminator(critic, made).at(turn()));
        same(payoff.generatorLoss(turn()), loss.generator(critic, made).at(turn()));
      }
    }
  }

  @Test
  void two_copies_of_half_the_weight_are_one_generator() {
    try (var _ = new Scope()) {
      GeneratedSamples a = fixed(1, 2);
      GeneratedSamples b = fixed(-3, 0);
      List<Linear> critics = List.of(line(1, 0), line(-2, 1));
      SoftmaxWeights v = weights(0.4, 0.6);
      var loss = new AdversarialLoss(AdversarialLoss.Form.HINGE, false);
      var one = new Payoff(loss, 0, List.of(a, b), weights(0.5, 0.5), critics, v);
      var copies = new Payoff(loss, 0, List.of(a, a, b), weights(0.25, 0.25, 0.5), critics, v);
      near(copies.discriminators(turn()), 1e-6, one.discriminators(turn()));
      near(copies.generatorLoss(turn()), 1e-6, one.generatorLoss(turn()));
    }
  }

  @Test
  void the_regulariser_is_least_at_equal_weights_and_its_slope_is_weight_less_share() {
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

  /// A weight that vanishes in single precision still has a finite price.
  @Test
  void the_regulariser_is_finite_far_out() {
    try (var _ = new Scope()) {
      SoftmaxWeights weights = new SoftmaxWeights(2);
      set(weights.parameters().getFirst(), 300, 0);
      near(weights.regulariser(ForwardContext.evaluation()), 1e-6, 150);
    }
  }

  /// The generator's loss is softplus(−2) for one and softplus(2) = softplus(−2) + 2 for the other.
  /// Weight w of the worse is at rest where 2 w (1 − w) + λ (w − 1/2) = 0.
  @Test
  void the_weight_of_a_useless_generator_falls_as_far_as_the_regulariser_lets_it() {
    assertThat(rest(0)).isLessThan(0.01);
    assertThat(rest(1)).isCloseTo((3 - Math.sqrt(5)) / 4, within(1e-3));
  }

  private static double rest(double entropy) {
    List<GeneratedSamples> made = List.of(fixed(2, 2), fixed(-2, -2));
    SoftmaxWeights u = new SoftmaxWeights(2);
    var payoff =
        new Payoff(
            AdversarialLoss.STANDARD, entropy, made, u, List.of(line(1, 0)), new SoftmaxWeights(1));
    Player player = new Player(u, Optimizer.Adam.of(0.02), 0);
    for (int step = 0; step < 1000; step++) {
      try (var _ = new Scope()) {
        player.minimise(payoff.generatorLoss(turn()));
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
      List<GeneratedSamples> made =
          IntStream.range(0, 3).<GeneratedSamples>mapToObj(i -> _ -> rows(i * n, n)).toList();
      double[] w = {0.6, 0.3, 0.1};
      var payoff =
          new Payoff(
              AdversarialLoss.STANDARD,
              0,
              made,
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
  void each_side_reads_the_weights_of_both_and_the_critics_take_samples_as_data() {
    try (var _ = new Scope()) {
      Linear generator = line(2, 1);
      GeneratedSamples made = context -> generator.apply(Ops.full(1, 2, 1), context.pass());
      SoftmaxWeights u = weights(0.5, 0.5);
      SoftmaxWeights v = weights(0.5, 0.5);
      List<Linear> critics = List.of(line(1, 0), line(0.5, 1));
      var payoff =
          new Payoff(AdversarialLoss.STANDARD, 0, List.of(made, fixed(0, 0)), u, critics, v);
      assertThat(moves(payoff.discriminators(turn()), generator)).isFalse();
      assertThat(moves(payoff.generatorLoss(turn()), generator)).isTrue();
      for (Trainable part : List.of(u, v, critics.get(0), critics.get(1))) {
        assertThat(moves(payoff.discriminators(turn()), part)).isTrue();
      }
    }
  }

  private static boolean moves(Tensor loss, Trainable part) {
    Tensor slope = Autograd.gradients(loss, part.parameters()).get(0);
    return slope.defined() && slope.abs().max().item_double() > 0;
  }
}
