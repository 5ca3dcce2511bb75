package everymode.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistancesTest {

  @Test
  void samples_of_unequal_size_match_repeated_samples_of_equal_size() {
    SplittableRandom random = new RandomKey(1).random();
    for (int round = 0; round < 100; round++) {
      double[] a = random.doubles(1 + random.nextInt(9)).toArray();
      double[] b = random.doubles(1 + random.nextInt(9)).toArray();
      double expected = 0;
      double[] as = repeated(a, b.length);
      double[] bs = repeated(b, a.length);
      for (int i = 0; i < as.length; i++) {
        expected += Math.abs(as[i] - bs[i]) / as.length;
      }
      assertThat(PairwiseDistances.wasserstein(a, b)).isCloseTo(expected, within(1e-12));
    }
  }

  private static double[] repeated(double[] values, int times) {
    return Arrays.stream(values)
        .flatMap(v -> IntStream.range(0, times).mapToDouble(_ -> v))
        .sorted()
        .toArray();
  }

  @Test
  void the_sliced_distance_of_a_shift_is_its_mean_projection() {
    // the mean of |cos| is 2 / π in the plane, with a variance of 1/2 − 4/π²
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(2), 300, 2));
      double found = SlicedWasserstein.wasserstein(x, moved(x, 3), 2_000, new RandomKey(3));
      double error = Math.sqrt((0.5 - 4 / Math.PI / Math.PI) / 2_000);
      assertThat(found).isCloseTo(3 * 2 / Math.PI, within(3 * 5 * error));
      assertThat(SlicedWasserstein.wasserstein(x, x, 10, new RandomKey(3))).isZero();
    }
  }

  @Test
  void the_wasserstein_distance_of_a_shift_is_its_length() {
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(4), 60, 3));
      // every assignment has the length of the shift as its cost, exact to the rounding of float32
      assertThat(Wasserstein1.between(x, moved(x, 5), 100, new RandomKey(5)))
          .isCloseTo(5, within(1e-5));
      assertThat(Wasserstein1.between(x, x, 100, new RandomKey(5))).isZero();
      PointSet three = new PointSet(3, 1, new float[] {0, 10, 20});
      PointSet other = new PointSet(3, 1, new float[] {21, 0, 13});
      assertThat(Wasserstein1.between(three, other, 100, new RandomKey(5)))
          .isCloseTo(4 / 3.0, within(1e-12));
    }
  }

  @Test
  void scaled_sets_differ_by_the_log_of_the_scale() {
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(6), 120, 4));
      PointSet twice = new PointSet(x.n(), x.dim(), doubled(x.values()));
      assertThat(lpdd(x, twice, new RandomKey(7))).isCloseTo(Math.log(2), within(1e-12));
      assertThat(lpdd(x, moved(x, 0.5f), new RandomKey(7))).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void pairs_at_distance_zero_are_excluded() {
    PointSet line = new PointSet(3, 1, new float[] {0, 1, 3}); // distances 1, 2, 3
    PointSet copies = new PointSet(4, 1, new float[] {0, 0, 1, 3}); // 1, 1, 2, 3, 3
    double[] a = {0, Math.log(2), Math.log(3)};
    double[] b = {0, 0, Math.log(2), Math.log(3), Math.log(3)};
    assertThat(lpdd(line, copies, new RandomKey(8)))
        .isCloseTo(PairwiseDistances.wasserstein(a, b), within(1e-12));
    assertThat(lpdd(line, new PointSet(5, 1, new float[5]), new RandomKey(8))).isNaN();
  }

  @Test
  void random_pairs_of_large_sets_match_the_distribution_of_all_pairs() {
    // two normal sets of 900 rows exceed the limit by far; as draws of one distribution they are
    // close: 200,000 pairs of 900 rows leave an error of the order of 1 / √900
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(9), 900, 3));
      PointSet y = PointSet.of(RandomTensors.normal(new RandomKey(10), 900, 3));
      assertThat(lpdd(x, y, new RandomKey(11))).isBetween(1e-9, 2 / Math.sqrt(900));
    }
  }

  @Test
  void threads_do_not_change_results() {
    int before = Backend.threads();
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(12), 500, 7));
      PointSet y = PointSet.of(RandomTensors.normal(new RandomKey(13), 400, 7));
      Backend.threads(1);
      double one = SlicedWasserstein.wasserstein(x, y, 50, new RandomKey(14));
      Backend.threads(2);
      assertThat(SlicedWasserstein.wasserstein(x, y, 50, new RandomKey(14))).isEqualTo(one);
    } finally {
      Backend.threads(before);
    }
  }

  private static float[] doubled(float[] values) {
    float[] twice = new float[values.length];
    IntStream.range(0, twice.length).forEach(i -> twice[i] = 2 * values[i]);
    return twice;
  }

  /// Along the first axis.
  private static PointSet moved(PointSet x, float by) {
    float[] values = x.values().clone();
    for (int i = 0; i < x.n(); i++) {
      values[i * x.dim()] += by;
    }
    return new PointSet(x.n(), x.dim(), values);
  }

  private static double lpdd(PointSet x, PointSet y, RandomKey key) {
    return PairwiseDistances.of(x, key.fold("x"))
        .wasserstein(PairwiseDistances.of(y, key.fold("y")));
  }
}
