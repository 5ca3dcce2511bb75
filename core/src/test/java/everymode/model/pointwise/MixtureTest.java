package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.Kept;
import everymode.coverage.PointWeights;
import everymode.error.UsageException;
import everymode.sample.Sampler;
import everymode.tensor.StateSnapshot;
import everymode.train.TrainingLoop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The weights of rows over rounds of members with known discriminators.
final class MixtureTest {

  private static final WeightUpdate.Doubling DEFAULTS = WeightUpdate.Doubling.defaults();
  private static final double COVERED = -20; // logit of a row classified as generated
  private static final double MISSED = 20;

  private static MixtureConfig rounds(int rounds) {
    return World.asking(rounds, DEFAULTS, 0);
  }

  private static double[] uniform(int n) {
    double[] share = new double[n];
    Arrays.fill(share, 1.0 / n);
    return share;
  }

  /// The rule in plain arithmetic: r = 1/D − 1, and w doubles where r P < δ p.
  @TestFactory
  Stream<DynamicTest> weights_double_exactly_where_a_member_covers_less_than_the_threshold() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          int n = 5 + key.random().nextInt(60);
          World.Critic logits = (t, i, _) -> 1 + 2 * key.fold(t).fold(i).random().nextGaussian();
          MixtureModel model = new World(n, logits).trained(rounds(4));
          double[] weight = new double[n];
          Arrays.fill(weight, 1);
          for (int t = 0; t < 4; t++) {
            double sum = Arrays.stream(weight).sum();
            Check.near(model.shares(t), 1e-12, Arrays.stream(weight).map(w -> w / sum).toArray());
            double covered = 0;
            for (int i = 0; i < n; i++) {
              double d = 1 / (1 + Math.exp(-(float) logits.logit(t, i, 0)));
              double share = weight[i] / sum;
              if ((1 / d - 1) * share < 0.25 / n) {
                weight[i] *= 2;
              } else {
                covered += share;
              }
            }
            assertThat(model.round(t).covered()).isCloseTo(covered, within(1e-12));
          }
          assertThat(model.ended()).isEqualTo(4);
        });
  }

  /// The threshold applies to the ratio of the discriminator's logit, to the last bit.
  @Test
  void a_row_at_the_threshold_is_covered_and_one_at_the_next_higher_logit_is_not() {
    float logit = 1.5f;
    WeightUpdate at = new WeightUpdate.Doubling(Math.exp(-(double) logit), false, 0);
    World world = new World(4, (_, i, _) -> i == 0 ? Math.nextUp(logit) : logit);
    MixtureModel model = world.trained(World.asking(1, at, 0));
    Check.near(model.shares(1), 1e-12, 0.4, 0.2, 0.2, 0.2);
  }

  @Test
  void a_ratio_of_a_quarter_covers_and_a_smaller_one_does_not() {
    MultiplicativeWeights weights = new MultiplicativeWeights(DEFAULTS, 4);
    weights.end(new double[] {0.25, Math.nextDown(0.25), 1 / 0.8 - 1, 1 / 0.81 - 1});
    // 1 / 0.8 − 1 is exactly 0.25 in binary too
    Check.near(weights.shares(1), 1e-12, 1 / 6.0, 2 / 6.0, 1 / 6.0, 2 / 6.0);
  }

  @Test
  void extreme_logits_give_finite_values() {
    double[] logit = {1e9, -1e9, 40, -40, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (boolean normalise : new boolean[] {false, true}) {
      WeightUpdate update = new WeightUpdate.Doubling(0.25, normalise, 0);
      World world = new World(6, (_, i, _) -> logit[i]);
      MixtureModel model = world.trained(World.asking(3, update, 0));
      Check.near(
          model.shares(3), 1e-12, 8 / 27.0, 1 / 27.0, 8 / 27.0, 1 / 27.0, 8 / 27.0, 1 / 27.0);
      assertThat(model.round(0).low()).isBetween(0.0, 1e-12);
      assertThat(model.round(0).high()).isBetween(1 - 1e-12, 1.0);
    }
  }

  /// D = 0.9 gives a ratio of 1/9: insufficient with n P = 1 and 2, sufficient with 4.
  @Test
  void a_row_that_is_sampled_more_often_is_covered_at_the_same_logit() {
    World world = new World(1_000, (_, i, _) -> i == 7 ? Math.log(9) : COVERED);
    MixtureModel model = world.trained(rounds(5));
    double[] weight = {1, 2, 4, 4, 4, 4};
    for (int t = 0; t <= 5; t++) {
      assertThat(model.shares(t)[7]).isCloseTo(weight[t] / (weight[t] + 999), within(1e-12));
    }
  }

  @Test
  void a_row_that_is_never_covered_reaches_more_than_half_of_the_weight() {
    World world = new World(1_000, (_, i, _) -> i == 7 ? MISSED : COVERED);
    double[] share = world.trained(rounds(10)).shares(10);
    assertThat(share[7]).isGreaterThan(0.5).isCloseTo(1024 / (1024 + 999.0), within(1e-12));
    assertThat(share[8]).isCloseTo(1 / (1024 + 999.0), within(1e-12));
  }

  @Test
  void normalised_ratios_are_those_of_a_distribution() {
    // 8, 8, 0.4, 0.4 sum up to 4.2 with equal shares: 1.9, 1.9, 0.095, 0.095
    World world = new World(4, (_, i, _) -> -Math.log(i < 2 ? 8 : 0.4));
    MixtureModel plain = world.trained(rounds(1));
    Check.near(plain.shares(1), 1e-12, uniform(4));
    WeightUpdate normal = new WeightUpdate.Doubling(0.25, true, 0);
    MixtureModel model = world.trained(World.asking(1, normal, 0));
    Check.near(model.shares(1), 1e-12, 1 / 6.0, 1 / 6.0, 2 / 6.0, 2 / 6.0);
  }

  @Test
  void a_member_is_trained_with_the_weights_of_its_round() {
    World world = new World(16, 125, (_, i, _) -> i == 7 ? MISSED : COVERED);
    MixtureModel model = world.trained(rounds(7));
    assertThat(model.ended()).isEqualTo(7);
    double draws = 125 * World.BATCH;
    for (int t = 0; t < 7; t++) {
      int occurrences = Collections.frequency(world.shown.get(t), 7L);
      double share = Math.pow(2, t) / (Math.pow(2, t) + 15);
      // Hoeffding's bound, for all rounds together
      double bound = Math.sqrt(Math.log(2 * 7 / 1e-9) / (2 * draws));
      assertThat(occurrences / draws).as("round %d", t + 1).isCloseTo(share, within(bound));
    }
    assertThat(Collections.frequency(world.shown.getFirst(), 7L)).isEqualTo(125); // epochs
  }

  @Test
  void training_ends_when_each_row_has_been_covered_often_enough() {
    WeightUpdate twice = new WeightUpdate.Doubling(0.25, false, 2);
    World world = new World(8, (t, i, _) -> t == i ? MISSED : COVERED); // one row a member
    MixtureModel model = world.trained(World.asking(9, twice, 0));
    assertThat(model.ended()).isEqualTo(3); // rows 0 and 1 need a third
    assertThat(((Sampler.ComponentSampler) model.sampler().orElseThrow()).components())
        .isEqualTo(3);
    assertThat(world.shown.get(3)).isEmpty();
    MixtureModel unfinished =
        new World(8, (_, i, _) -> i == 0 ? MISSED : COVERED).trained(rounds(4));
    assertThat(unfinished.ended()).isEqualTo(4);
  }

  @Test
  void resuming_at_every_step_gives_the_same_bytes_with_early_stopping() {
    WeightUpdate once = new WeightUpdate.Doubling(0.25, false, 1);
    resumes(new World(8, 3, (t, i, _) -> t == i ? MISSED : COVERED), World.asking(5, once, 0));
  }

  @Test
  void resuming_at_every_step_gives_the_same_bytes_with_copied_discriminators() {
    resumes(
        new World(8, 3, (t, i, step) -> t + i + step > 6 ? MISSED : COVERED),
        World.asking(3, DEFAULTS, 2));
  }

  /// Balls are open and reach to the next row, so that each contains only its own row.
  @Test
  void coverage_can_be_estimated_by_counting_samples_around_the_rows() {
    World world = new World(8, (_, _, _) -> COVERED); // logits are not used
    MixtureModel model = world.trained(World.counted(3, DEFAULTS)); // member t generates row t only
    Check.near(model.shares(1), 1e-12, shares(1, 2, 2, 2, 2, 2, 2, 2));
    Check.near(model.shares(2), 1e-12, shares(2, 2, 4, 4, 4, 4, 4, 4));
    Check.near(model.shares(3), 1e-12, shares(4, 4, 4, 8, 8, 8, 8, 8));
    assertThat(model.round(0).covered()).isCloseTo(1 / 8.0, within(1e-12));
    assertThat(model.round(1).covered()).isCloseTo(2 / 15.0, within(1e-12));
    assertThat(world.finished[0]).isEqualTo(1);
  }

  private static double[] shares(double... weight) {
    double sum = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(w -> w / sum).toArray();
  }

  /// With 100 rows, 3,200 samples are counted in four steps.
  @Test
  void resuming_at_every_step_gives_the_same_bytes_with_counted_samples() {
    resumes(new World(100, 2, (_, _, _) -> 0), World.counted(2, DEFAULTS));
  }

  private static void resumes(World world, MixtureConfig config) {
    TrainingLoop uninterrupted = World.run(world.model(config));
    uninterrupted.finish();
    Map<String, ByteBuffer> end = Kept.bytes(uninterrupted);
    TrainingLoop stepwise = World.run(world.model(config));
    int steps = 0;
    do {
      TrainingLoop fresh = World.run(world.model(config));
      StateSnapshot.into(fresh, Kept.copy(stepwise));
      assertThat(fresh.finished()).isEqualTo(stepwise.finished());
      fresh.finish();
      assertThat(Kept.bytes(fresh)).as("resumed at step %d", steps).isEqualTo(end);
      steps++;
    } while (stepwise.step());
    assertThat(steps).isGreaterThan(8);
  }

  @Test
  void a_discriminator_is_used_as_of_its_step() {
    World world = new World(4, (_, i, step) -> step == 2 && i > 0 ? COVERED : MISSED);
    Check.near(world.trained(World.asking(1, DEFAULTS, 0)).shares(1), 1e-12, uniform(4));
    MixtureModel copied = world.trained(World.asking(1, DEFAULTS, 2));
    Check.near(copied.shares(1), 1e-12, 0.4, 0.2, 0.2, 0.2);
    assertThat(world.finished[0]).isEqualTo(2); // each member once; copies are released
    MixtureModel late = world.model(World.asking(1, DEFAULTS, 5));
    assertThatThrownBy(() -> World.run(late).finish())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ratio.at must be at most the steps of a member, 4, but is 5");
  }

  @Test
  void a_round_without_information_causes_a_warning() {
    for (int n : new int[] {7, 8, 10, 1_000}) { // n times 1/n is not always 1 in floating point
      World world = new World(n, (t, i, _) -> t == 0 || (t == 1 && i > 0) ? COVERED : MISSED);
      MixtureModel model = world.trained(rounds(3));
      assertThat(model.round(0).informative()).isFalse();
      assertThat(model.round(1).informative()).isTrue();
      assertThat(model.round(2).informative()).isFalse();
      assertThat(model.round(0).covered()).isEqualTo(1);
      assertThat(model.round(2).covered()).isZero();
      assertThat(model.warnings())
          .containsExactly(
              "Round 1 covers every row (median of D 0.000), so no weight changes; a D near one half everywhere knows nothing: train members for more steps.",
              "member 0",
              "member 1",
              "Round 3 covers no row (median of D 1.000), so all weights keep their ratios; train"
                  + " members for fewer steps or change ratio.method.",
              "member 2");
    }
  }

  @Test
  void the_promise_is_the_bound_of_the_theorem_or_says_that_there_is_none() {
    World world = new World(8, (t, i, _) -> t == i ? MISSED : COVERED);
    assertThat(world.model(rounds(6)).guarantee()).isEmpty();
    MixtureModel model = world.trained(rounds(6));
    double eta = 1;
    for (int t = 0; t < 6; t++) {
      eta = Math.min(eta, 1 - 1.0 / (8 + t)); // one row of weight 1 is missed per round
    }
    double factor = PointWeights.guaranteed(0.25, eta, 8, 6);
    assertThat(factor).isPositive();
    assertThat(model.guarantee())
        .hasValueSatisfying(text ->
            assertThat(text)
                .contains(String.format(Locale.ROOT, "at least %.4f times its mass", factor))
                .contains("threshold 0.25, 6 rounds and at least 0.875 of the weights covered"));
    assertThat(world.trained(rounds(3)).guarantee())
        .hasValueSatisfying(text ->
            assertThat(text)
                .startsWith("Theorem B guarantees nothing here")
                .contains("for 8 rows"));
    assertThat(world.trained(World.classified(1, WeightUpdate.Boost.defaults(), 1)).guarantee())
        .isEmpty();
    assertThat(world.trained(World.classified(2, new WeightUpdate.None(), 1)).guarantee())
        .isEmpty();
  }
}
