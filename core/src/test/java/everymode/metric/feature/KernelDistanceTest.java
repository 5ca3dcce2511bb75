package everymode.metric.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Backend;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelDistanceTest {

  @ParameterizedTest
  @MethodSource("everymode.metric.feature.Stored#cases")
  void values_of_scikit_learn_match(String name) {
    PointSet x = Stored.REFERENCE.cloud(name + ".x");
    PointSet y = Stored.REFERENCE.cloud(name + ".y");
    double expected = Stored.REFERENCE.doubles(name + ".kernel")[0];
    assertThat(KernelDistance.full(x, y))
        .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
  }

  @Test
  void two_points_per_side_match_a_calculation_by_hand() {
    // one feature: x = 0, 1 and y = 2, 3: 1 + 7³ − (1 + 1 + 3³ + 4³) / 2
    PointSet x = new PointSet(2, 1, new float[] {0, 1});
    PointSet y = new PointSet(2, 1, new float[] {2, 3});
    assertThat(KernelDistance.full(x, y)).isEqualTo(1 + 343 - 93.0 / 2);
  }

  @Test
  void subsets_are_limited_by_the_set_and_all_rows_are_used_once() {
    PointSet x = Stored.REFERENCE.cloud("random.x");
    PointSet y = Stored.REFERENCE.cloud("random.y");
    var several = KernelDistance.of(x, y, 40, 1_000, new RandomKey(1));
    assertThat(several.rows()).isEqualTo(x.n());
    // each subset is unbiased: within five standard errors
    assertThat(several.mean()).isCloseTo(KernelDistance.full(x, y), within(5 * several.error()));
    PointSet same = y.pick(IntStream.range(0, x.n()).mapToLong(i -> i).toArray());
    assertThat(KernelDistance.of(x, same, new RandomKey(1)))
        .isEqualTo(new KernelDistance.Estimate(KernelDistance.full(x, same), Double.NaN, 1, x.n()));
  }

  @Test
  void sets_of_one_distribution_score_zero_on_average() {
    // the estimate is unbiased: the mean over 200 pairs of sets is 0 within 5 errors
    double[] values =
        IntStream.range(0, 200)
            .mapToDouble(i -> {
              try (var _ = new Scope()) {
                PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(i).fold("x"), 20, 3));
                PointSet y = PointSet.of(RandomTensors.normal(new RandomKey(i).fold("y"), 30, 3));
                return KernelDistance.full(x, y);
              }
            })
            .toArray();
    double mean = ConfidenceInterval.mean(values);
    double squares = IntStream.range(0, 200).mapToDouble(i -> Math.pow(values[i] - mean, 2)).sum();
    assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(squares) / 200));
    assertThat(java.util.Arrays.stream(values).min().orElseThrow()).isNegative();
  }

  @Test
  void blocks_and_threads_do_not_change_results() {
    int before = Backend.threads();
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(2), 1_030, 5));
      PointSet y = PointSet.of(RandomTensors.normal(new RandomKey(3), 1_100, 5));
      double plain = 0;
      for (int i = 0; i < x.n(); i++) {
        for (int j = 0; j < y.n(); j++) {
          double k = Math.pow(dot(x.point(i), y.point(j)) / 5 + 1, 3);
          plain -= 2 * k / ((double) x.n() * y.n());
        }
        for (int j = 0; j < x.n(); j++) {
          double k = Math.pow(dot(x.point(i), x.point(j)) / 5 + 1, 3);
          plain += i == j ? 0 : k / ((double) x.n() * (x.n() - 1));
        }
      }
      for (int i = 0; i < y.n(); i++) {
        for (int j = 0; j < y.n(); j++) {
          double k = Math.pow(dot(y.point(i), y.point(j)) / 5 + 1, 3);
          plain += i == j ? 0 : k / ((double) y.n() * (y.n() - 1));
        }
      }
      assertThat(KernelDistance.full(x, y)).isCloseTo(plain, within(1e-9));
      Backend.threads(1);
      var one = KernelDistance.of(x, y, 5, 300, new RandomKey(4));
      Backend.threads(2);
      assertThat(KernelDistance.of(x, y, 5, 300, new RandomKey(4))).isEqualTo(one);
    } finally {
      Backend.threads(before);
    }
  }

  @Test
  void too_few_rows_and_different_dimensions_are_rejected_with_a_message() {
    PointSet one = new PointSet(1, 2, new float[2]);
    PointSet two = new PointSet(2, 2, new float[4]);
    PointSet other = new PointSet(2, 3, new float[6]);
    assertThatThrownBy(() -> KernelDistance.full(one, two))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("at least 2 rows");
    assertThatThrownBy(() -> KernelDistance.of(two, other, new RandomKey(1)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("features of equal number");
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(c -> a[c] * b[c]).sum();
  }
}
