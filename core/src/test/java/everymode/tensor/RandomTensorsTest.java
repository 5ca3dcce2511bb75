package everymode.tensor;

import static everymode.Check.different;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Check;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RandomTensorsTest {

  private static final int N = 100_000;

  @Test
  void too_many_numbers_are_refused_with_a_message() {
    assertThatThrownBy(() -> RandomTensors.uniform(new RandomKey(1), 1_000_000, 1_000_000))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("draw fewer");
  }

  @TestFactory
  Stream<DynamicTest> equal_keys_give_equal_draws_and_others_do_not() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          same(RandomTensors.normal(key, 3, 5), RandomTensors.normal(key, 3, 5));
          same(RandomTensors.uniform(key, 3, 5), RandomTensors.uniform(key, 3, 5));
          same(RandomTensors.integers(key, 1000, 15), RandomTensors.integers(key, 1000, 15));
          assertThat(RandomTensors.permutation(key, 50))
              .isEqualTo(RandomTensors.permutation(key, 50));
          RandomKey other = key.fold(1);
          different(RandomTensors.normal(key, 3, 5), RandomTensors.normal(other, 3, 5));
          different(RandomTensors.uniform(key, 3, 5), RandomTensors.uniform(other, 3, 5));
          different(RandomTensors.integers(key, 1000, 15), RandomTensors.integers(other, 1000, 15));
          assertThat(RandomTensors.permutation(key, 50))
              .isNotEqualTo(RandomTensors.permutation(other, 50));
        });
  }

  @Test
  void every_bit_of_a_seed_counts() {
    Set<String> normals = new HashSet<>();
    Set<String> uniforms = new HashSet<>();
    Set<String> integers = new HashSet<>();
    for (int bit = 0; bit < 64; bit++) {
      RandomKey key = new RandomKey(1L << bit);
      normals.add(Arrays.toString(Ops.floats(RandomTensors.normal(key, 4))));
      uniforms.add(Arrays.toString(Ops.floats(RandomTensors.uniform(key, 4))));
      integers.add(Arrays.toString(Ops.longs(RandomTensors.integers(key, 1L << 40, 4))));
    }
    assertThat(normals).hasSize(64);
    assertThat(uniforms).hasSize(64);
    assertThat(integers).hasSize(64);
  }

  @Test
  void normal_numbers_have_standard_normal_moments() {
    double[] x = Ops.doubles(RandomTensors.normal(new RandomKey(3), N));
    double[] moments = new double[5];
    for (double v : x) {
      for (int p = 1; p <= 4; p++) {
        moments[p] += Math.pow(v, p) / N;
      }
    }
    // Five standard errors: the variances of v, v², v³ and v⁴ are 1, 2, 15 and 96.
    double unit = 5 / Math.sqrt(N);
    Check.near(new double[] {moments[1]}, unit, 0);
    Check.near(new double[] {moments[2]}, unit * Math.sqrt(2), 1);
    Check.near(new double[] {moments[3]}, unit * Math.sqrt(15), 0);
    Check.near(new double[] {moments[4]}, unit * Math.sqrt(96) / 3, 3);
  }

  @Test
  void normal_numbers_have_the_standard_normal_distribution_function() {
    double[] x = Ops.doubles(RandomTensors.normal(new RandomKey(4), N));
    Arrays.sort(x);
    assertThat(x).doesNotContain(Double.NaN);
    // Dvoretzky, Kiefer and Wolfowitz: the gap exceeds this with probability 1e-9.
    double bound = Math.sqrt(Math.log(2 / 1e-9) / (2.0 * N));
    for (double at = -3; at <= 3; at += 0.5) {
      int below = -Arrays.binarySearch(x, at + 1e-9) - 1;
      double exact = 0.5 * (1 + org.hipparchus.special.Erf.erf(at / Math.sqrt(2)));
      Check.near(new double[] {(double) below / N}, bound, exact);
    }
  }

  @Test
  void neighbouring_numbers_are_not_correlated() {
    double[] x = Ops.doubles(RandomTensors.normal(new RandomKey(5), N));
    double product = 0;
    for (int i = 1; i < N; i++) {
      product += x[i] * x[i - 1] / N;
    }
    Check.near(new double[] {product}, 5 / Math.sqrt(N), 0);
  }

  @Test
  void uniform_numbers_fill_the_unit_interval_evenly() {
    double[] x = Ops.doubles(RandomTensors.uniform(new RandomKey(6), N));
    int[] bins = new int[10];
    for (double v : x) {
      assertThat(v).isGreaterThanOrEqualTo(0).isLessThan(1);
      bins[(int) (v * 10)]++;
    }
    // Hoeffding for each bin: 1e-9.
    double bound = Math.sqrt(Math.log(2 / 1e-9) / (2.0 * N));
    for (int bin : bins) {
      Check.near(new double[] {(double) bin / N}, bound, 0.1);
    }
  }

  @Test
  void integers_fill_their_range_evenly() {
    long[] x = Ops.longs(RandomTensors.integers(new RandomKey(7), 7, N));
    double bound = Math.sqrt(Math.log(2 / 1e-9) / (2.0 * N));
    for (long value = 0; value < 7; value++) {
      long wanted = value;
      long count = LongStream.of(x).filter(v -> v == wanted).count();
      Check.near(new double[] {(double) count / N}, bound, 1 / 7.0);
    }
    assertThat(LongStream.of(x).min()).hasValue(0);
    assertThat(LongStream.of(x).max()).hasValue(6);
  }

  @Test
  void shapes_and_types_are_as_requested() {
    Tensor normal = RandomTensors.normal(new RandomKey(1), 2, 3, 4);
    assertThat(normal.shape()).containsExactly(2, 3, 4);
    assertThat(normal.is_floating_point()).isTrue();
    assertThat(normal.element_size()).isEqualTo(4);
    assertThat(RandomTensors.uniform(new RandomKey(1), 5).shape()).containsExactly(5);
    Tensor integers = RandomTensors.integers(new RandomKey(1), 3, 6);
    assertThat(integers.shape()).containsExactly(6);
    assertThat(integers.element_size()).isEqualTo(8);
    assertThat(integers.is_floating_point()).isFalse();
    assertThat(RandomTensors.normal(new RandomKey(1), 0, 3).shape()).containsExactly(0, 3);
  }

  @Test
  void a_permutation_contains_each_number_once() {
    for (int n : new int[] {0, 1, 2, 17}) {
      long[] order = RandomTensors.permutation(new RandomKey(n), n);
      assertThat(LongStream.of(order).sorted().toArray())
          .isEqualTo(LongStream.range(0, n).toArray());
    }
  }

  @Test
  void all_permutations_of_four_are_equally_likely() {
    int rounds = 24_000;
    var counts = new java.util.HashMap<String, Integer>();
    for (int i = 0; i < rounds; i++) {
      String order = Arrays.toString(RandomTensors.permutation(new RandomKey(8).fold(i), 4));
      counts.merge(order, 1, Integer::sum);
    }
    assertThat(counts).hasSize(24);
    // Five and a half standard deviations of a binomial count.
    counts.values().forEach(c -> assertThat(c).isBetween(830, 1170));
  }
}
