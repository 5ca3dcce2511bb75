package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClippedDensityCoverageTest {

  @Test
  void bisection_matches_an_exhaustive_table() {
    SplittableRandom random = new RandomKey(1).random();
    for (int round = 0; round < 300; round++) {
      int k = 1 + random.nextInt(7);
      int n = k + 1 + random.nextInt(200);
      int m = k + random.nextInt(200);
      // a multiple of 1 / NK, like every C
      double c = (double) random.nextInt(n * k + 1) / k / n;
      assertThat(ClippedDensityCoverage.calibrated(c, n, m, k)).isEqualTo(tabulated(c, k, n, m));
    }
  }

  @Test
  void expected_shares_are_sums_over_the_whole_distribution() {
    // by plain sums over all j, with binomials and beta functions as products of integers
    for (int[] at : new int[][] {{5, 5, 6}, {12, 5, 40}, {30, 3, 10}, {9, 1, 2}}) {
      int good = at[0];
      int k = at[1];
      int n = at[2];
      double sum = 0;
      double all = 0;
      for (int j = 0; j <= good; j++) {
        double p = Math.exp(choose(good, j) + beta(k + j, n + good - k - j) - beta(k, n - k));
        all += p;
        sum += Math.min(j, k) * p;
      }
      assertThat(all).isCloseTo(1, within(1e-12));
      assertThat(ClippedDensityCoverage.expected(good, n, k)).isCloseTo(sum / k, within(1e-12));
    }
  }

  @Test
  void fresh_draws_fill_balls_as_expected() {
    // 100 experiments with 60 real and 90 generated points: their mean C within 5 errors
    int rounds = 100;
    double[] filled =
        IntStream.range(0, rounds)
            .mapToDouble(i -> {
              try (var _ = new Scope()) {
                return new ClippedDensityCoverage(normal(i, 60), 5).of(normal(1_000 + i, 90)).raw();
              }
            })
            .toArray();
    double mean = ConfidenceInterval.mean(filled);
    double deviation = Math.sqrt(Arrays.stream(filled).map(c -> (c - mean) * (c - mean)).sum());
    assertThat(mean)
        .isCloseTo(ClippedDensityCoverage.expected(90, 60, 5), within(5 * deviation / rounds));
  }

  @Test
  void both_decrease_with_the_share_of_distant_noise() {
    try (var _ = new Scope()) {
      PointSet real = normal(1, 1_000);
      var clipped = new ClippedDensityCoverage(real, 5);
      for (double share : new double[] {0, 0.3, 0.6, 1}) {
        float[] values = normal(2, 1_000).values().clone();
        for (int at = 0; at < share * values.length; at++) {
          values[at] += 1_000;
        }
        ClippedDensityCoverage.Values result = clipped.of(new PointSet(1_000, 3, values));
        // each is a mean over 1,000 points whose shares differ by less than 1/2
        assertThat(result.density()).isCloseTo(1 - share, within(0.08));
        assertThat(result.coverage()).isCloseTo(1 - share, within(0.08));
      }
    }
  }

  @Test
  void identical_real_points_have_empty_open_balls() {
    PointSet same = new PointSet(12, 2, new float[24]);
    ClippedDensityCoverage.Values result = new ClippedDensityCoverage(same, 5).of(same);
    assertThat(result.coverage()).isZero();
    assertThat(result.density()).isEqualTo(1);
  }

  @Test
  void fewer_points_than_neighbours_are_rejected() {
    try (var _ = new Scope()) {
      var clipped = new ClippedDensityCoverage(normal(1, 20), 5);
      assertThat(clipped.of(normal(2, 5)).coverage()).isBetween(0.0, 1.0);
      assertThatThrownBy(() -> clipped.of(normal(2, 4)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static double tabulated(double c, int k, int n, int m) {
    int below = c > 0 ? k : 0;
    for (int good = k; good <= m; good++) {
      below += ClippedDensityCoverage.expected(good, n, k) < c ? 1 : 0;
    }
    return below / (m + 1.0);
  }

  private static double choose(int n, int k) {
    return factorial(n) - factorial(k) - factorial(n - k);
  }

  private static double beta(int a, int b) {
    return factorial(a - 1) + factorial(b - 1) - factorial(a + b - 1);
  }

  private static double factorial(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(Math::log).sum();
  }

  private static PointSet normal(long seed, int n) {
    return PointSet.of(RandomTensors.normal(new RandomKey(seed), n, 3));
  }
}
