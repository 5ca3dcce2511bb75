package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Maximin mixtures against closed forms and other algorithms.
final class MaximinWeightsTest {

  private static final double CLOSE = 1e-9;

  /// Kinds of ratios: all different, full of ties, with gaps that few generators fill, and over
  /// many orders of magnitude.
  enum Kind {
    SMOOTH {
      @Override
      double draw(SplittableRandom random, int generator, int point) {
        return random.nextDouble();
      }
    },
    COUNTS {
      @Override
      double draw(SplittableRandom random, int generator, int point) {
        return random.nextInt(4) / 2.0;
      }
    },
    MODES {
      @Override
      double draw(SplittableRandom random, int generator, int point) {
        return new RandomKey(generator).fold(point % 30).random().nextDouble() < 0.3 ? 2.5 : 0;
      }
    },
    WIDE {
      @Override
      double draw(SplittableRandom random, int generator, int point) {
        return Math.exp(3 * random.nextGaussian());
      }
    };

    abstract double draw(SplittableRandom random, int generator, int point);

    double[][] ratios(int generators, int n, long seed) {
      SplittableRandom random = new RandomKey(7).fold(name()).fold(seed).random();
      double[][] ratio = new double[generators][n];
      for (int k = 0; k < generators; k++) {
        for (int i = 0; i < n; i++) {
          ratio[k][i] = draw(random, k, i);
        }
      }
      return ratio;
    }
  }

  private static double least(double[][] ratio, double[] weights, BitSet excluded) {
    return IntStream.range(0, ratio[0].length)
        .filter(i -> !excluded.get(i))
        .mapToDouble(i ->
            IntStream.range(0, weights.length).mapToDouble(k -> weights[k] * ratio[k][i]).sum())
        .min()
        .orElse(0);
  }

  private static double[] single(int generators, int k) {
    double[] weights = new double[generators];
    weights[k] = 1;
    return weights;
  }

  private static double[] even(int generators) {
    double[] weights = new double[generators];
    Arrays.fill(weights, 1.0 / generators);
    return weights;
  }

  /// Properties of every solution.
  private static void isSound(MaximinWeights mixture, double[][] ratio) {
    assertThat(Arrays.stream(mixture.weights()).min().orElseThrow()).isGreaterThanOrEqualTo(0);
    assertThat(Arrays.stream(mixture.weights()).sum()).isCloseTo(1, within(1e-12));
    double least = least(ratio, mixture.weights(), mixture.excluded());
    assertThat(mixture.ratio()).isCloseTo(least, within(1e-12 * least));
    assertThat(mixture.bound()).isBetween(mixture.ratio(), mixture.ratio() * (1 + 2 * CLOSE));
  }

  @Test
  void disjoint_halves_are_mixed_in_proportion_to_their_mass() {
    MaximinWeights equal = MaximinWeights.of(new double[][] {{2, 2, 0, 0}, {0, 0, 2, 2}});
    assertThat(equal.weights()).containsExactly(0.5, 0.5);
    assertThat(equal.ratio()).isEqualTo(1);
    assertThat(equal.excluded().isEmpty()).isTrue();
    for (double mass : new double[] {0.001, 0.1, 0.3, 0.5, 0.95}) {
      MaximinWeights mixture =
          MaximinWeights.of(new double[][] {{1 / mass, 0, 0}, {0, 1 / (1 - mass), 3 / (1 - mass)}});
      assertThat(mixture.weights()[0]).isCloseTo(mass, within(1e-9));
      assertThat(mixture.ratio()).isCloseTo(1, within(1e-9));
    }
    // a·x = (1 − a)·y
    MaximinWeights uneven = MaximinWeights.of(new double[][] {{3, 4, 0}, {0, 0, 1}});
    assertThat(uneven.weights()).containsExactly(new double[] {0.25, 0.75}, within(1e-12));
    assertThat(uneven.ratio()).isCloseTo(0.75, within(1e-12));
  }

  /// The minimum of lines is maximal at an end or where two lines cross.
  private static double bestOfTwo(double[][] ratio, BitSet excluded) {
    int n = ratio[0].length;
    double best =
        Math.max(least(ratio, single(2, 0), excluded), least(ratio, single(2, 1), excluded));
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double rise = ratio[0][i] - ratio[1][i] - ratio[0][j] + ratio[1][j];
        double a = (ratio[1][j] - ratio[1][i]) / rise;
        if (a > 0 && a < 1) {
          best = Math.max(best, least(ratio, new double[] {a, 1 - a}, excluded));
        }
      }
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource
  void for_two_generators_no_crossing_is_better(Kind kind) {
    for (int seed = 0; seed < 20; seed++) {
      double[][] ratio = kind.ratios(2, 60, seed);
      MaximinWeights mixture = MaximinWeights.of(ratio);
      isSound(mixture, ratio);
      double best = bestOfTwo(ratio, mixture.excluded());
      assertThat(mixture.ratio()).isCloseTo(best, within(CLOSE * best));
      assertThat(mixture.bound()).isGreaterThanOrEqualTo(best * (1 - 1e-12));
    }
  }

  /// Any weights have a grid point within an L1 distance of 2/m.
  @ParameterizedTest
  @EnumSource
  void for_three_generators_no_mixture_on_a_grid_is_better_and_one_is_near(Kind kind) {
    int m = 100;
    for (int seed = 0; seed < 3; seed++) {
      double[][] ratio = kind.ratios(3, 80, seed);
      MaximinWeights mixture = MaximinWeights.of(ratio);
      isSound(mixture, ratio);
      double best = 0;
      for (int a = 0; a <= m; a++) {
        for (int b = 0; b <= m - a; b++) {
          double[] weights = {a / (double) m, b / (double) m, (m - a - b) / (double) m};
          best = Math.max(best, least(ratio, weights, mixture.excluded()));
        }
      }
      double most = Arrays.stream(ratio).flatMapToDouble(Arrays::stream).max().orElseThrow();
      assertThat(best).isBetween(mixture.ratio() - 2 * most / m, mixture.ratio() * (1 + CLOSE));
    }
  }

  /// Points with small ratios gain weight, and the best generator for these weights responds. The
  /// mean of the responses is within `most √(ln n / 2R)` of the optimum (Freund and Schapire), and
  /// the mean weights of the points bound the optimum from above.
  @ParameterizedTest
  @EnumSource(names = {"SMOOTH", "COUNTS", "MODES"})
  void multiplicative_weights_approach_the_optimum_from_both_sides(Kind kind) {
    double[][] ratio = kind.ratios(8, 200, 1);
    MaximinWeights mixture = MaximinWeights.of(ratio);
    isSound(mixture, ratio);
    int[] kept = IntStream.range(0, 200).filter(i -> !mixture.excluded().get(i)).toArray();
    double most = Arrays.stream(ratio).flatMapToDouble(Arrays::stream).max().orElseThrow();
    int rounds = 2_000;
    double rate = Math.sqrt(8 * Math.log(kept.length) / rounds) / most;
    double[] served = new double[kept.length];
    double[] answers = new double[8];
    double[] mean = new double[kept.length];
    for (int round = 0; round < rounds; round++) {
      double[] y = Arrays.stream(served).map(s -> Math.exp(-rate * s)).toArray();
      double sum = Arrays.stream(y).sum();
      int answer = 0;
      double value = 0;
      for (int k = 0; k < 8; k++) {
        double against = against(ratio[k], kept, y);
        answer = against > value ? k : answer;
        value = Math.max(value, against);
      }
      answers[answer] += 1.0 / rounds;
      for (int j = 0; j < kept.length; j++) {
        served[j] += ratio[answer][kept[j]];
        mean[j] += y[j] / sum / rounds;
      }
    }
    double reached = least(ratio, answers, mixture.excluded());
    double regret = most * Math.sqrt(Math.log(kept.length) / 2 / rounds);
    assertThat(mixture.ratio()).isBetween(reached * (1 - CLOSE), reached + regret);
    double above = Arrays.stream(ratio).mapToDouble(r -> against(r, kept, mean)).max().orElse(0);
    assertThat(mixture.ratio()).isLessThanOrEqualTo(above * (1 + 1e-12));
  }

  private static double against(double[] ratio, int[] kept, double[] y) {
    return IntStream.range(0, kept.length).mapToDouble(j -> y[j] * ratio[kept[j]]).sum();
  }

  private static double whole(double[][] ratio, BitSet excluded) {
    int generators = ratio.length;
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i = excluded.nextClearBit(0); i < ratio[0].length; i = excluded.nextClearBit(i + 1)) {
      double[] row = new double[generators + 1];
      for (int k = 0; k < generators; k++) {
        row[k] = ratio[k][i];
      }
      row[generators] = -1;
      rows.add(new LinearConstraint(row, Relationship.GEQ, 0));
    }
    double[] sum = new double[generators + 1];
    Arrays.fill(sum, 0, generators, 1);
    rows.add(new LinearConstraint(sum, Relationship.EQ, 1));
    double[] goal = new double[generators + 1];
    goal[generators] = 1;
    return new SimplexSolver()
        .optimize(
            new LinearObjectiveFunction(goal, 0),
            new LinearConstraintSet(rows),
            GoalType.MAXIMIZE,
            new NonNegativeConstraint(true))
        .getValue();
  }

  @ParameterizedTest
  @EnumSource
  void cutting_planes_match_the_whole_linear_programme(Kind kind) {
    for (int generators : new int[] {2, 7, 20}) {
      double[][] ratio = kind.ratios(generators, 200, generators);
      MaximinWeights mixture = MaximinWeights.of(ratio);
      isSound(mixture, ratio);
      double whole = whole(ratio, mixture.excluded());
      assertThat(mixture.ratio()).isCloseTo(whole, within(1e-6 * whole));
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_bound_is_tight_and_uniform_or_single_generators_are_not_better(Kind kind) {
    for (int seed = 0; seed < 60; seed++) {
      int generators = 1 + seed % 30;
      double[][] ratio = kind.ratios(generators, 10 + 17 * seed, seed);
      MaximinWeights mixture = MaximinWeights.of(ratio);
      isSound(mixture, ratio);
      double least = mixture.ratio() * (1 + CLOSE);
      assertThat(least(ratio, even(generators), mixture.excluded())).isLessThanOrEqualTo(least);
      for (int k = 0; k < generators; k++) {
        assertThat(least(ratio, single(generators, k), mixture.excluded()))
            .isLessThanOrEqualTo(least);
      }
    }
  }

  @Test
  void both_forms_of_the_programme_and_the_dual_agree() {
    for (Kind kind : List.of(Kind.SMOOTH, Kind.COUNTS, Kind.MODES)) {
      for (int seed = 0; seed < 20; seed++) {
        double[][] ratio = kind.ratios(5, 40, seed);
        BitSet kept = new BitSet();
        IntStream.range(0, 40)
            .filter(i -> Arrays.stream(ratio).anyMatch(r -> r[i] > 0))
            .forEach(kept::set);
        int[] points = kept.stream().toArray();
        MaximinLp programme = new MaximinLp(ratio, kept);
        double claim = programme.shares(points).claim();
        MaximinLp.Solved needs = programme.needs(points);
        assertThat(needs.claim()).isCloseTo(claim, within(CLOSE * claim));
        assertThat(MaximinWeights.least(MaximinWeights.mixed(ratio, needs.weights()), kept))
            .isCloseTo(claim, within(CLOSE * claim));
        assertThat(programme.bound(points)).isCloseTo(claim, within(CLOSE * claim));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void at_most_the_allowed_share_is_excluded_and_the_ratio_never_decreases(Kind kind) {
    for (int seed = 0; seed < 10; seed++) {
      double[][] ratio = kind.ratios(6, 333, seed);
      MaximinWeights plain = MaximinWeights.of(ratio);
      for (double excluded : new double[] {0.001, 0.01, 0.1, 0.5}) {
        MaximinWeights some = MaximinWeights.of(ratio, excluded);
        isSound(some, ratio);
        int allowed = Math.max((int) (excluded * 333), unreached(ratio));
        assertThat(some.excluded().cardinality()).isLessThanOrEqualTo(allowed);
        assertThat(some.ratio()).isGreaterThanOrEqualTo(plain.ratio());
      }
    }
  }

  private static int unreached(double[][] ratio) {
    return (int)
        IntStream.range(0, ratio[0].length)
            .filter(i -> Arrays.stream(ratio).allMatch(r -> r[i] == 0))
            .count();
  }

  @Test
  void a_rarely_reached_point_takes_the_weight_unless_it_is_excluded() {
    double[][] ratio = new double[2][100];
    Arrays.fill(ratio[0], 1);
    ratio[0][17] = 0;
    ratio[1][17] = 0.01;
    MaximinWeights plain = MaximinWeights.of(ratio);
    assertThat(plain.weights()[0]).isCloseTo(1 / 101.0, within(1e-9));
    assertThat(plain.ratio()).isCloseTo(1 / 101.0, within(1e-9));
    MaximinWeights without = MaximinWeights.of(ratio, 0.01);
    assertThat(without.weights()).containsExactly(1, 0);
    assertThat(without.ratio()).isEqualTo(1);
    assertThat(without.excluded()).isEqualTo(BitSet.valueOf(new long[] {1L << 17}));
    assertThat(MaximinWeights.of(ratio, 0.0099).ratio()).isEqualTo(plain.ratio());
  }

  @Test
  void few_points_that_need_a_separate_generator_are_excluded_together() {
    for (double strength : new double[] {0.01, 1}) {
      double[][] ratio = new double[2][100];
      Arrays.fill(ratio[0], 1);
      for (int i : new int[] {20, 50, 70}) {
        ratio[0][i] = 0;
        ratio[1][i] = strength;
      }
      MaximinWeights mixture = MaximinWeights.of(ratio, 0.03);
      assertThat(mixture.weights()).containsExactly(1, 0);
      assertThat(mixture.excluded().stream().toArray()).containsExactly(20, 50, 70);
      assertThat(MaximinWeights.of(ratio, 0.02).ratio())
          .isCloseTo(strength / (1 + strength), within(CLOSE));
    }
  }

  /// Against all exclusions of two of twelve points.
  @Test
  void in_most_small_cases_no_other_exclusion_is_better() {
    int best = 0;
    for (int seed = 0; seed < 100; seed++) {
      double[][] ratio = Kind.SMOOTH.ratios(2, 12, seed);
      MaximinWeights mixture = MaximinWeights.of(ratio, 2 / 12.0);
      double most = 0;
      for (int i = 0; i < 12; i++) {
        for (int j = 0; j < i; j++) {
          most = Math.max(most, bestOfTwo(ratio, BitSet.valueOf(new long[] {1L << i | 1L << j})));
        }
      }
      assertThat(mixture.ratio()).isLessThanOrEqualTo(most * (1 + CLOSE));
      assertThat(mixture.ratio()).isGreaterThan(0.3 * most);
      best += mixture.ratio() > most * (1 - CLOSE) ? 1 : 0;
    }
    assertThat(best).isGreaterThanOrEqualTo(66);
  }

  @Test
  void unreached_points_are_excluded_and_counted_first() {
    double[][] ratio = new double[2][20];
    Arrays.fill(ratio[0], 0, 10, 1);
    Arrays.fill(ratio[1], 10, 17, 1);
    ratio[1][16] = 0.1;
    BitSet three = new BitSet();
    three.set(17, 20);
    for (double excluded : new double[] {0, 0.1, 0.15}) {
      MaximinWeights mixture = MaximinWeights.of(ratio, excluded);
      assertThat(mixture.excluded()).isEqualTo(three);
      assertThat(mixture.ratio()).isCloseTo(1 / 11.0, within(1e-9));
    }
    MaximinWeights four = MaximinWeights.of(ratio, 0.2);
    assertThat(four.excluded().cardinality()).isEqualTo(4);
    assertThat(four.ratio()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void a_generator_that_is_worse_everywhere_has_no_weight() {
    for (Kind kind : List.of(Kind.SMOOTH, Kind.WIDE)) {
      for (int seed = 0; seed < 20; seed++) {
        double[][] ratio = kind.ratios(5, 100, seed);
        ratio[3] = Arrays.stream(ratio[1]).map(r -> 0.9 * r).toArray();
        assertThat(MaximinWeights.of(ratio).weights()[3]).isZero();
      }
    }
  }

  @Test
  void minimal_and_empty_cases_have_solutions() {
    MaximinWeights one = MaximinWeights.of(new double[][] {{0.5, 0.25, 2}});
    assertThat(one.weights()).containsExactly(1);
    assertThat(one.ratio()).isEqualTo(0.25);
    MaximinWeights point = MaximinWeights.of(new double[][] {{0.5}, {3}, {1}}, 0.9);
    assertThat(point.weights()).containsExactly(0, 1, 0);
    assertThat(point.ratio()).isEqualTo(3);
    MaximinWeights nothing = MaximinWeights.of(new double[4][3], 0.5);
    assertThat(nothing.weights()).containsExactly(0.25, 0.25, 0.25, 0.25);
    assertThat(nothing.ratio()).isZero();
    assertThat(nothing.bound()).isZero();
    assertThat(nothing.excluded().cardinality()).isEqualTo(3);
    MaximinWeights idle = MaximinWeights.of(new double[][] {{0, 0}, {1, 2}, {0, 0}});
    assertThat(idle.weights()).containsExactly(0, 1, 0);
  }

  @Test
  void ratios_of_very_different_magnitude_have_a_valid_bound() {
    for (int seed = 0; seed < 50; seed++) {
      int power = seed;
      double[][] ratio = Kind.WIDE.ratios(2 + seed % 9, 30, seed);
      for (double[] row : ratio) {
        Arrays.setAll(row, i -> Math.clamp(Math.pow(row[i], power), Double.MIN_VALUE, 1e300));
      }
      for (double excluded : new double[] {0, 0.1}) {
        MaximinWeights mixture = MaximinWeights.of(ratio, excluded);
        assertThat(Arrays.stream(mixture.weights()).sum()).isCloseTo(1, within(1e-12));
        double bound = mixture.bound() * (1 + 1e-12);
        assertThat(mixture.ratio()).isBetween(0.0, bound);
        for (int k = 0; k < ratio.length; k++) {
          double single = least(ratio, single(ratio.length, k), mixture.excluded());
          assertThat(single).isLessThanOrEqualTo(bound);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void equal_generators_have_equal_weights(Kind kind) {
    double[] row = kind.ratios(1, 500, 3)[0];
    MaximinWeights mixture = MaximinWeights.of(new double[][] {row, row.clone(), row.clone()});
    assertThat(mixture.weights()).containsExactly(even(3));
    isSound(mixture, new double[][] {row, row, row});
  }

  @ParameterizedTest
  @EnumSource
  void the_same_ratios_give_the_same_bits(Kind kind) {
    MaximinWeights first = MaximinWeights.of(kind.ratios(9, 400, 5), 0.05);
    MaximinWeights second = MaximinWeights.of(kind.ratios(9, 400, 5), 0.05);
    assertThat(second.weights()).containsExactly(first.weights());
    assertThat(second.excluded()).isEqualTo(first.excluded());
  }

  @ParameterizedTest
  @EnumSource
  void sixty_thousand_points_and_twenty_generators_take_seconds(Kind kind) {
    double[][] ratio = kind.ratios(20, 60_000, 0);
    long begin = System.nanoTime();
    MaximinWeights plain = MaximinWeights.of(ratio);
    MaximinWeights some = MaximinWeights.of(ratio, 0.02);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    isSound(plain, ratio);
    isSound(some, ratio);
    assertThat(some.ratio()).isGreaterThanOrEqualTo(plain.ratio());
  }

  @Test
  void invalid_arguments_are_rejected() {
    double[][] fine = {{1, 2}};
    assertThatThrownBy(() -> MaximinWeights.of(fine, 1))
        .hasMessage("excluded must be in [0, 1), but is 1.0");
    assertThatThrownBy(() -> MaximinWeights.of(fine, Double.NaN)).hasMessageContaining("is NaN");
    assertThatThrownBy(() -> MaximinWeights.of(new double[0][]))
        .hasMessageStartingWith("ratio must have at least one generator and one point");
    assertThatThrownBy(() -> MaximinWeights.of(new double[][] {{1, 2}, {1}}))
        .hasMessageContaining("has 2 for 0 and 1 for 1");
    for (double no : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> MaximinWeights.of(new double[][] {{1, 2}, {1, no}}))
          .hasMessage(
              String.format(
                  Locale.ROOT,
                  "ratio must be finite and at least 0, but is %s for generator 1 at point 1",
                  no));
    }
  }
}
