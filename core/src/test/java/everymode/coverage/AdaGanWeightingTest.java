package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rules of AdaGAN against their definitions, with λ found by bisection.
final class AdaGanWeightingTest {

  private static final double CLOSE = 1e-9;

  /// @param ratio r_i, over many orders of magnitude, some of them 0
  /// @param beta β
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(double[] ratio, double beta) {

    static Case of(RandomKey key) {
      SplittableRandom random = key.random();
      double[] ratio = new double[1 + random.nextInt(60)];
      double zeros = random.nextDouble();
      Arrays.setAll(
          ratio, _ -> random.nextDouble() < zeros ? 0 : Math.exp(3 * random.nextGaussian()));
      return new Case(ratio, 1 - random.nextDouble()); // β in (0, 1]
    }

    long zeros() {
      return Arrays.stream(ratio).filter(r -> r == 0).count();
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d points, beta %.3f", ratio.length, beta);
    }
  }

  /// The zero of an increasing function.
  private static double bisected(DoubleUnaryOperator increasing, double low, double high) {
    double below = low;
    double above = high;
    for (int i = 0; i < 200; i++) {
      double middle = (below + above) / 2;
      if (increasing.applyAsDouble(middle) < 0) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return above;
  }

  private static void sumsToOne(double[] weight) {
    assertThat(Arrays.stream(weight).sum()).isCloseTo(1, within(CLOSE));
    assertThat(Arrays.stream(weight).allMatch(w -> w >= 0)).isTrue();
  }

  private static double[] star(double[] ratio, double beta, double level) {
    double all = ratio.length * beta;
    return Arrays.stream(ratio).map(r -> Math.max(0, level - (1 - beta) * r) / all).toArray();
  }

  @TestFactory
  Stream<DynamicTest> the_first_rule_has_the_unique_level_for_which_weights_sum_to_one() {
    return Check.forAll(
        1,
        Case::of,
        at -> {
          double[] weight = AdaGanWeighting.star(at.ratio, at.beta);
          sumsToOne(weight);
          double most = Arrays.stream(at.ratio).max().orElseThrow() + at.ratio.length;
          double level =
              bisected(l -> Arrays.stream(star(at.ratio, at.beta, l)).sum() - 1, 0, most);
          Check.near(weight, CLOSE, star(at.ratio, at.beta, level));
        });
  }

  @TestFactory
  Stream<DynamicTest> the_first_rule_levels_the_new_mixture() {
    return Check.forAll(
        2,
        Case::of,
        at -> {
          double[] weight = AdaGanWeighting.star(at.ratio, at.beta);
          int n = weight.length;
          double[] mixture = new double[n]; // times the mass of the data
          Arrays.setAll(mixture, i -> (1 - at.beta) * at.ratio[i] + at.beta * n * weight[i]);
          double level = Arrays.stream(mixture).min().orElseThrow();
          for (int i = 0; i < n; i++) {
            if (weight[i] > 0) {
              assertThat(mixture[i]).isCloseTo(level, within(CLOSE * (1 + level)));
            }
          }
        });
  }

  private static double[] dagger(Case at, double multiplier) {
    double all = at.ratio.length * at.beta;
    return Arrays.stream(at.ratio).map(r -> Math.max(0, 1 - multiplier * r) / all).toArray();
  }

  @TestFactory
  Stream<DynamicTest> the_second_rule_has_the_unique_multiplier_for_which_weights_sum_to_one() {
    return Check.forAll(
        3,
        Case::of,
        at -> {
          double[] weight = AdaGanWeighting.dagger(at.ratio, at.beta);
          sumsToOne(weight);
          if (at.zeros() > at.ratio.length * at.beta) {
            double each = 1.0 / at.zeros();
            Check.near(
                weight, CLOSE, Arrays.stream(at.ratio).map(r -> r == 0 ? each : 0).toArray());
            return;
          }
          double least = Arrays.stream(at.ratio).filter(r -> r > 0).min().orElseThrow();
          double multiplier = bisected(s -> 1 - Arrays.stream(dagger(at, s)).sum(), 0, 1 / least);
          Check.near(weight, CLOSE, dagger(at, multiplier));
        });
  }

  @Test
  void unreached_points_have_all_weight_if_their_share_exceeds_that_of_the_new_member() {
    double[] ratio = {0, 2, 0, 1e-3, 0};
    Check.near(AdaGanWeighting.dagger(ratio, 0.5), CLOSE, 1 / 3.0, 0, 1 / 3.0, 0, 1 / 3.0);
    Check.near(AdaGanWeighting.dagger(ratio, 0.6), CLOSE, 1 / 3.0, 0, 1 / 3.0, 0, 1 / 3.0);
    double[] more = AdaGanWeighting.dagger(ratio, 0.7); // 3.5 points: the next smallest joins
    Check.near(more, CLOSE, 1 / 3.5, 0, 1 / 3.5, 0.5 / 3.5, 1 / 3.5);
  }

  @Test
  void a_member_that_replaces_the_mixture_is_trained_on_unweighted_data() {
    double[] ratio = {0, 3, 0.5, 100};
    Check.near(AdaGanWeighting.star(ratio, 1), CLOSE, .25, .25, .25, .25);
    Check.near(AdaGanWeighting.dagger(ratio, 1), CLOSE, .25, .25, .25, .25);
  }

  @Test
  void equal_ratios_give_equal_weights() {
    for (double each : new double[] {0, 1e-300, 1, 1e13}) {
      double[] ratio = {each, each, each, each};
      for (double beta : new double[] {1e-6, 0.3, 1}) {
        Check.near(AdaGanWeighting.star(ratio, beta), CLOSE, .25, .25, .25, .25);
        Check.near(AdaGanWeighting.dagger(ratio, beta), CLOSE, .25, .25, .25, .25);
      }
      Check.near(AdaGanWeighting.top(ratio, 0.25), CLOSE, .25, .25, .25, .25);
    }
  }

  @Test
  void the_heuristic_keeps_the_points_with_the_smallest_ratios_and_their_ties() {
    double[] ratio = {5, 1, 3, 2, 4, 6, 7, 8};
    Check.near(AdaGanWeighting.top(ratio, 0.25), CLOSE, 0, .5, 0, .5, 0, 0, 0, 0);
    Check.near(AdaGanWeighting.top(ratio, 0.26), CLOSE, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 0, 0, 0);
    Check.near(AdaGanWeighting.top(ratio, 1e-9), CLOSE, 0, 1, 0, 0, 0, 0, 0, 0);
    Check.near(AdaGanWeighting.top(new double[] {2, 1, 2, 2}, 0.5), CLOSE, .25, .25, .25, .25);
    Check.near(
        AdaGanWeighting.top(ratio, 1), CLOSE, .125, .125, .125, .125, .125, .125, .125, .125);
  }

  /// 0.07 · 100 is slightly more than 7 in floating point.
  @Test
  void a_share_of_the_points_is_rounded_exactly() {
    double[] ratio = new double[100];
    Arrays.setAll(ratio, i -> i);
    for (int percent = 1; percent <= 100; percent++) {
      double[] weight = AdaGanWeighting.top(ratio, percent / 100.0);
      assertThat(Arrays.stream(weight).filter(w -> w > 0).count()).isEqualTo(percent);
    }
  }
}
