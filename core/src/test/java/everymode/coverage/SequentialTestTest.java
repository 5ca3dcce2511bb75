package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import everymode.statistics.BinomialBounds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.Test;

/// Certificates are valid in the least favourable case, and have the expected power.
final class SequentialTestTest {

  private static final int CELLS = 50;
  private static final int REPETITIONS = 2_000;

  /// Alternative ways to spend the error, to show that the actual one matters.
  private enum Spending {
    SPENT,
    EACH_LOOK_ALL,
    NO_CORRECTION
  }

  /// The share of repetitions with a false certificate: 50 disjoint cells with one point each, the
  /// first ones with exactly ψ of their mass, the others with the remaining mass.
  private static double falsely(int atBound, Spending spending) {
    CertificatePlan plan = new CertificatePlan(CELLS, 1, 0.25, 0.95, 0.95, false, 8 * 50 * 4, 5);
    double q = plan.massBound(1);
    double[] upTo = new double[CELLS];
    for (int i = 0; i < CELLS; i++) {
      double mass = i < atBound ? q : (1 - atBound * q) / (CELLS - atBound);
      upTo[i] = (i == 0 ? 0 : upTo[i - 1]) + mass;
    }
    int wrong = 0;
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      SplittableRandom random = new RandomKey(1).fold(repetition).random();
      long[] counts = new long[CELLS];
      int[] held = new int[CELLS];
      Arrays.fill(held, 1);
      SequentialTest test = new SequentialTest(plan, held);
      int[] at = new int[CELLS];
      long drawn = 0;
      for (int look = 0; look < plan.looks(); look++) {
        for (; drawn < plan.samples(look); drawn++) {
          int cell = Arrays.binarySearch(upTo, random.nextDouble());
          cell = cell < 0 ? -cell - 1 : cell;
          if (cell < CELLS) { // if all are at the bound, the remaining mass is elsewhere
            counts[cell]++;
          }
        }
        if (spending == Spending.SPENT) {
          test.look(counts);
        } else {
          double[] tail = new double[CELLS];
          for (int i = 0; i < CELLS; i++) {
            tail[i] = BinomialBounds.atLeast(plan.samples(look), q, counts[i]);
          }
          double level = 0.05;
          if (spending == Spending.NO_CORRECTION) {
            for (int i = 0; i < CELLS; i++) {
              at[i] |= tail[i] <= level / plan.looks() ? 1 : 0;
            }
          } else {
            SequentialTest.stepDown(tail, level, at, look + 1);
          }
        }
      }
      boolean any = false;
      for (int i = 0; i < atBound; i++) {
        any |= spending == Spending.SPENT ? test.certified().get(i) : at[i] > 0;
      }
      wrong += any ? 1 : 0;
    }
    return (double) wrong / REPETITIONS;
  }

  private static final double MOST = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / REPETITIONS);

  @Test
  void for_the_least_favourable_distribution_the_error_is_within_its_bound_and_not_far_below() {
    assertThat(falsely(CELLS, Spending.SPENT)).isBetween(0.015, MOST);
    assertThat(falsely(CELLS / 5, Spending.SPENT)).isLessThanOrEqualTo(MOST);
  }

  @Test
  void without_error_spending_or_without_correction_the_error_exceeds_its_bound() {
    assertThat(falsely(CELLS, Spending.EACH_LOOK_ALL)).isBetween(0.1, 0.3);
    assertThat(falsely(CELLS, Spending.NO_CORRECTION)).isBetween(0.6, 0.95);
  }

  /// Points on a circle of length 1, so that the true mass of a ball is its length.
  @Test
  void a_sampler_of_the_population_is_certified_at_all_points() {
    int n = 10_000;
    CertificatePlan plan = CertificatePlan.of(n, 50, 0.25, 0.95, 0.95, false, 51_200);
    assertThat(plan.first()).isEqualTo(6_400);
    assertThat(plan.looks()).isEqualTo(4);
    int all = 0;
    for (int repetition = 0; repetition < 100; repetition++) {
      SplittableRandom random = new RandomKey(2).fold(repetition).random();
      double[] x = random.doubles(n).sorted().toArray();
      double[] radius = new double[n];
      for (int i = 0; i < n; i++) {
        radius[i] = kth(x, i, 50);
      }
      int[] held = new int[n];
      Arrays.fill(held, 50);
      SequentialTest test = new SequentialTest(plan, held);
      double[] y = random.doubles(plan.samples(plan.looks() - 1)).toArray();
      for (int look = 0; look < plan.looks() && !test.finished(); look++) {
        double[] drawnSoFar = Arrays.copyOf(y, Math.toIntExact(plan.samples(look)));
        Arrays.sort(drawnSoFar);
        long[] counts = new long[n];
        for (int i = 0; i < n; i++) {
          counts[i] = inside(drawnSoFar, x[i] - radius[i], x[i] + radius[i]);
        }
        test.look(counts);
      }
      all += test.share() == 1 ? 1 : 0;
      assertThat(test.missed().isEmpty()).isTrue();
    }
    assertThat(all).isGreaterThanOrEqualTo(95);
  }

  private static double kth(double[] x, int i, int k) {
    int n = x.length;
    double[] d = new double[2 * k];
    for (int s = 1; s <= k; s++) {
      d[s - 1] = Math.floorMod(i + s, n) > i ? x[(i + s) % n] - x[i] : x[(i + s) % n] + 1 - x[i];
      int before = Math.floorMod(i - s, n);
      d[k + s - 1] = before < i ? x[i] - x[before] : x[i] + 1 - x[before];
    }
    Arrays.sort(d);
    return d[k - 1];
  }

  private static long inside(double[] sorted, double low, double high) {
    long count = (long) below(sorted, Math.min(1, high)) - below(sorted, Math.max(0, low));
    count += low < 0 ? sorted.length - below(sorted, low + 1) : 0;
    return count + (high > 1 ? below(sorted, high - 1) : 0);
  }

  private static int below(double[] sorted, double bound) {
    int at = Arrays.binarySearch(sorted, bound);
    return at < 0 ? -at - 1 : at;
  }

  @Test
  void the_power_of_a_plan_for_a_perfect_sampler_is_correct() {
    CertificatePlan five = CertificatePlan.of(10_000, 5, 0.25, 0.95, 0.95, false, 1L << 40);
    // even a perfect sampler leaves 91 of 10,000 balls truly below a quarter of 5/n
    assertThat(five.power(five.looks() - 1)).isCloseTo(0.991, within(0.001));
    CertificatePlan fifty = CertificatePlan.of(10_000, 50, 0.25, 0.95, 0.95, false, 51_200);
    assertThat(fifty.power(3)).isGreaterThan(0.9999);
    assertThat(fifty.power(0)).isBetween(0.8, 0.9);
    CertificatePlan few = CertificatePlan.of(10_000, 50, 0.25, 0.95, 0.95, false, 1_000);
    assertThat(few.looks()).isEqualTo(1);
    assertThat(few.first()).isEqualTo(1_000);
    assertThat(few.power(0)).isLessThan(0.05);
    assertThat(CertificatePlan.of(10_000, 50, 0.25, 0.95, 0.95, false, 0).looks()).isEqualTo(6);
  }

  @Test
  void tails_match_the_binomial_distribution() {
    for (int m : new int[] {1, 10, 1_000}) {
      for (double p : new double[] {0.01, 0.3, 0.9}) {
        var binomial = new BinomialDistribution(m, p);
        for (int c = 0; c <= m; c += Math.max(1, m / 7)) {
          assertThat(BinomialBounds.atLeast(m, p, c))
              .isCloseTo(1 - binomial.cumulativeProbability(c - 1), within(1e-10));
          assertThat(BinomialBounds.atMost(m, p, c))
              .isCloseTo(binomial.cumulativeProbability(c), within(1e-10));
          double lower = BinomialBounds.lower(m, c, 0.01);
          assertThat(c == 0 ? 0.01 : BinomialBounds.atLeast(m, lower, c))
              .isCloseTo(0.01, within(1e-6));
        }
      }
    }
    // far tails are accurate: 0.01^5 exactly
    assertThat(BinomialBounds.atLeast(5, 0.01, 5)).isCloseTo(1e-10, within(1e-20));
    long needed = CertificatePlan.needed(1_000, 0.01, 1e-6);
    assertThat(BinomialBounds.atLeast(1_000, 0.01, needed)).isLessThanOrEqualTo(1e-6);
    assertThat(BinomialBounds.atLeast(1_000, 0.01, needed - 1)).isGreaterThan(1e-6);
  }

  @Test
  void certified_points_raise_the_threshold_of_the_others() {
    double[] tail = {0.001, 0.02, 0.03, 0.9};
    int[] at = new int[4];
    SequentialTest.stepDown(tail, 0.05, at, 1);
    // 0.001 ≤ 0.05/4; then 0.02 > 0.05/3 for all others
    assertThat(at).containsExactly(1, 0, 0, 0);
    double[] chain = {0.01, 0.016, 0.024, 0.05};
    int[] all = new int[4];
    SequentialTest.stepDown(chain, 0.05, all, 2);
    assertThat(all).containsExactly(2, 2, 2, 2);
  }

  @Test
  void bounds_are_at_least_the_claim_and_population_bounds_are_larger() {
    int[] held = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    CertificatePlan plan = new CertificatePlan(20, 10, 0.25, 0.95, 0.95, false, 1_000, 1);
    long[] counts = new long[20];
    Arrays.fill(counts, 500);
    counts[0] = 125;
    counts[1] = 3;
    SequentialTest test = SequentialTest.of(plan, held, List.of(counts));
    assertThat(test.certified().get(2)).isTrue();
    assertThat(test.certified().get(0)).isFalse();
    assertThat(test.missed().get(1)).isTrue();
    double[] lower = test.lower();
    assertThat(lower[2]).isBetween(0.44, 0.5);
    assertThat(lower[0]).isBetween(0.08, 0.125);
    assertThat(test.share()).isEqualTo(0.9);
    assertThat(test.verdict()).isEqualTo(CertificateVerdict.NOT_SHOWN);
    assertThatThrownBy(() -> test.look(counts)).isInstanceOf(IllegalStateException.class);
    CertificatePlan population = new CertificatePlan(20, 10, 0.25, 0.95, 0.95, true, 1_000, 1);
    assertThat(population.massBound(10))
        .isBetween(1.4 * plan.massBound(10), 2 * plan.massBound(10));
    assertThat(population.level()).isCloseTo(0.025, within(1e-12));
    assertThat(plan.missing(10)).isEqualTo(plan.massBound(10));
    // a ball between the two is neither certified nor missed, however many samples there are
    assertThat(population.missing(10)).isLessThan(0.6 * plan.massBound(10));
    CertificatePlan many = population.once(1_000_000);
    long[] between = new long[20];
    Arrays.fill(between, (long) (1_000_000 * plan.massBound(10)));
    SequentialTest neither = SequentialTest.of(many, held, List.of(between));
    assertThat(neither.certified().isEmpty() && neither.missed().isEmpty()).isTrue();
  }

  @Test
  void verdicts_are_covered_or_missed_by_the_share_of_points() {
    CertificatePlan plan = new CertificatePlan(100, 5, 0.25, 0.95, 0.9, false, 10_000, 1);
    int[] held = new int[100];
    Arrays.fill(held, 5);
    long[] counts = new long[100];
    Arrays.fill(counts, 500);
    Arrays.fill(counts, 0, 10, 0);
    assertThat(SequentialTest.of(plan, held, List.of(counts)).verdict())
        .isEqualTo(CertificateVerdict.COVERED);
    counts[10] = 0;
    assertThat(SequentialTest.of(plan, held, List.of(counts)).verdict())
        .isEqualTo(CertificateVerdict.MISSED);
    assertThatThrownBy(() -> new SequentialTest(plan, new int[3]))
        .hasMessageContaining("3 balls for 100");
    counts[3] = 10_001;
    assertThatThrownBy(() -> SequentialTest.of(plan, held, List.of(counts)))
        .hasMessageContaining("10,001 of 10,000");
  }

  @Test
  void invalid_plans_are_rejected() {
    assertThatThrownBy(() -> CertificatePlan.of(50, 50, 0.25, 0.95, 0.95, false, 0))
        .hasMessage("k must be less than the number of points, 50, but is 50; take one such as 12");
    assertThatThrownBy(() -> CertificatePlan.of(50, 5, 0, 0.95, 0.95, false, 0))
        .hasMessage("ratio must be in (0, 1], but is 0.0");
    assertThatThrownBy(() -> CertificatePlan.of(50, 5, 0.25, 1, 0.95, false, 0))
        .hasMessage("confidence must be in [0.5, 1), but is 1.0");
    assertThatThrownBy(() -> CertificatePlan.of(50, 0, 0.25, 0.95, 0.95, false, 0))
        .hasMessage("k must be at least 1, but is 0");
  }
}
