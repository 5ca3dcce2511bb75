package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The weights against their proved properties, on finite sets with known generators.
final class PointWeightsTest {

  private static final double DELTA = 0.25;

  private static double ratio(double discriminator) {
    return 1 / discriminator - 1;
  }

  private static boolean covered(double discriminator, double shareInUnitsOfTarget) {
    return PointWeights.covers(ratio(discriminator), shareInUnitsOfTarget, 1, DELTA);
  }

  @Test
  void the_boundary_counts_as_covered() {
    assertThat(covered(0.5, 1)).isTrue();
    assertThat(PointWeights.covers(0.25, 1, 1, DELTA)).isTrue();
    assertThat(PointWeights.covers(Math.nextDown(0.25), 1, 1, DELTA)).isFalse();
    assertThat(covered(0.81, 1)).isFalse();
    // a point drawn eight times as often is covered by a generator with a smaller ratio
    assertThat(covered(0.9, 8)).isTrue();
    assertThat(covered(0.9, 1)).isFalse();
  }

  @Test
  void uncovered_points_double_their_weight() {
    PointWeights weights = PointWeights.equal(4);
    double eta = weights.round(new double[] {1, 0.25, 0.1, 0}, DELTA);
    assertThat(eta).isCloseTo(0.5, within(1e-12));
    Check.near(weights.shares(), 1e-12, 1 / 6.0, 1 / 6.0, 2 / 6.0, 2 / 6.0);
    assertThat(weights.covered()).containsExactly(1, 1, 0, 0);
    assertThat(weights.doublings()).containsExactly(0, 0, 1, 1);
    assertThat(weights.shareOf(2, 3)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void the_weight_of_an_uncovered_point_grows_without_overflow() {
    PointWeights weights = PointWeights.equal(1_000);
    double[] ratio = new double[1_000];
    Arrays.fill(ratio, Double.MAX_VALUE);
    ratio[7] = 0;
    for (int t = 0; t < 10; t++) {
      weights.round(ratio, DELTA);
    }
    assertThat(weights.shareOf(7)).isCloseTo(1024 / (1024 + 999.0), within(1e-12));
    for (int t = 10; t < 3_000; t++) {
      weights.round(ratio, DELTA);
    }
    assertThat(weights.shareOf(7)).isEqualTo(1);
    assertThat(weights.doublings()[7]).isEqualTo(3_000);
  }

  @Test
  void a_common_factor_of_all_masses_changes_nothing() {
    assertThatThrownBy(() -> new PointWeights(new double[] {1, 1}))
        .hasMessageContaining("sum to 2.0");
    assertThatThrownBy(() -> new PointWeights(new double[] {1, 0})).hasMessageContaining("above 0");
    PointWeights once = PointWeights.equal(3);
    PointWeights twice = PointWeights.equal(3);
    once.round(new double[] {1, 0, 1}, DELTA);
    twice.round(new double[] {0, 0, 0}, DELTA); // all double: no change
    twice.round(new double[] {1, 0, 1}, DELTA);
    Check.near(once.shares(), 1e-15, twice.shares());
  }

  /// Masses of a finite set.
  private static double[] masses(SplittableRandom random, int n) {
    double[] p = random.doubles(n, 0.05, 1).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(x -> x / sum).toArray();
  }

  /// An adversary that covers just enough: random points until their weights reach η.
  private static boolean[] chosen(double[] share, double eta, SplittableRandom random) {
    boolean[] covered = new boolean[share.length];
    int[] order = random.ints(share.length * 4L, 0, share.length).toArray();
    double sum = 0;
    for (int i : order) {
      if (sum >= eta) {
        break;
      }
      sum += covered[i] ? 0 : share[i];
      covered[i] = true;
    }
    for (int i = 0; i < share.length && sum < eta; i++) {
      sum += covered[i] ? 0 : share[i];
      covered[i] = true;
    }
    return covered;
  }

  /// Lemma A and theorem B, with generators whose masses are known.
  @TestFactory
  Stream<DynamicTest> every_point_is_covered_as_often_as_proved() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          SplittableRandom random = key.random();
          int n = 10 + random.nextInt(200);
          int rounds = 20 + random.nextInt(60);
          double eta = 0.1 + 0.8 * random.nextDouble();
          double[] p = masses(random, n);
          PointWeights weights = new PointWeights(p);
          double[] mixture = new double[n];
          double least = 1;
          for (int t = 0; t < rounds; t++) {
            double[] share = weights.shares();
            boolean[] covered = chosen(share, eta, random);
            double[] ratio = new double[n];
            for (int i = 0; i < n; i++) {
              double mass = covered[i] ? DELTA * p[i] * (1 + random.nextDouble()) : 0;
              mixture[i] += mass / rounds;
              ratio[i] = mass / share[i];
            }
            least = Math.min(least, weights.round(ratio, DELTA));
          }
          assertThat(least).isGreaterThanOrEqualTo(eta - 1e-9);
          for (int i = 0; i < n; i++) {
            double often = weights.covered()[i] / (double) rounds;
            assertThat(often)
                .isGreaterThanOrEqualTo(PointWeights.least(least, p[i], rounds) - 1e-9);
            assertThat(mixture[i]).isGreaterThanOrEqualTo(DELTA * often * p[i] - 1e-12);
          }
        });
  }

  /// A generator at a total variation distance γ from P: moves mass γ away from chosen points.
  private static double[] near(double[] share, double gamma, SplittableRandom random) {
    double[] g = share.clone();
    double left = gamma;
    int n = g.length;
    int from = random.nextInt(n);
    for (int s = 0; s < n && left > 0; s++) { // worst case: empties points one by one
      int i = (from + s) % n;
      double take = Math.min(left, g[i]);
      g[i] -= take;
      left -= take;
    }
    g[random.nextInt(n)] += gamma - left;
    return g;
  }

  /// Lemma C, with the constant of δ = 1/4.
  @TestFactory
  Stream<DynamicTest> a_generator_near_its_data_covers_much_of_the_weight() {
    return Check.forAll(
        2,
        key -> key,
        key -> {
          SplittableRandom random = key.random();
          int n = 5 + random.nextInt(100);
          double[] p = masses(random, n);
          double[] share = masses(random, n);
          for (double gamma : new double[] {0, 0.05, 0.1, 0.2, 0.24}) {
            double[] g = near(share, gamma, random);
            double eta = 0;
            for (int i = 0; i < n; i++) {
              eta += PointWeights.covers(g[i] / share[i], share[i], p[i], DELTA) ? share[i] : 0;
            }
            assertThat(eta).isGreaterThanOrEqualTo(0.5 - 2 * gamma - 1e-9);
          }
        });
  }

  /// Corollary D: with generators at γ, the mixture of many rounds has at least (1/8 − γ/2) p.
  @TestFactory
  Stream<DynamicTest> the_mixture_has_the_guaranteed_mass_everywhere() {
    return Check.forAll(
        3,
        key -> key,
        key -> {
          SplittableRandom random = key.random();
          int n = 10 + random.nextInt(50);
          double gamma = 0.2 * random.nextDouble();
          int rounds = 4_000;
          PointWeights weights = PointWeights.equal(n);
          double[] mixture = new double[n];
          for (int t = 0; t < rounds; t++) {
            double[] share = weights.shares();
            double[] g = near(share, gamma, random);
            double[] ratio = new double[n];
            for (int i = 0; i < n; i++) {
              mixture[i] += g[i] / rounds;
              ratio[i] = share[i] == 0 ? 0 : g[i] / share[i];
            }
            weights.round(ratio, DELTA);
          }
          double factor = Arrays.stream(mixture).min().orElseThrow() * n;
          assertThat(factor).isGreaterThanOrEqualTo(1 / 8.0 - gamma / 2 - Math.log(n) / rounds);
        });
  }

  @Test
  void the_guarantee_is_negative_when_it_is_void() {
    // examples of the paper's size: 60,100 points
    assertThat(PointWeights.guaranteed(DELTA, 0.5, 60_100, 39)).isPositive();
    assertThat(PointWeights.guaranteed(DELTA, 0.5, 60_100, 38)).isNegative();
    assertThat(PointWeights.guaranteed(DELTA, 0.9, 60_100, 10)).isNegative();
    assertThat(PointWeights.guaranteed(DELTA, 0.9, 60_100, 19)).isPositive();
    assertThat(PointWeights.guaranteed(DELTA, 1, 2, 1_000_000)).isLessThanOrEqualTo(DELTA);
    for (double[] row : new double[][] {{.1, .074}, {.3, .234}, {.5, .415}, {.9, .862}}) {
      assertThat(PointWeights.least(row[0], 1e-3, 1_000_000)).isCloseTo(row[1], within(5e-4));
    }
  }
}
