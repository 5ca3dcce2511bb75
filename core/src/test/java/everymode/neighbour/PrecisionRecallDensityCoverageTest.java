package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.io.Npz;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrecisionRecallDensityCoverageTest {

  /// Values of the reference code of density and coverage, which has one k for all four.
  @ParameterizedTest
  @CsvSource({
    "A, 3, 0.99625, 0.176, 3.3858333333333333, 0.728",
    "A, 5, 1.0, 0.265, 3.33, 0.745",
    "B, 3, 0.6233333333333333, 0.7942857142857143, 0.8555555555555556, 0.9214285714285714",
    "B, 5, 0.725, 0.8757142857142857, 0.8428333333333333, 0.9914285714285714",
    "C, 3, 0.856, 0.423, 0.972, 0.454",
    "C, 5, 0.929, 0.452, 0.9836, 0.472"
  })
  void golden_values_match(
      String name, int k, double precision, double recall, double density, double coverage)
      throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(
                    PrecisionRecallDensityCoverageTest.class.getResource(
                        "/everymode/metric/feature/golden.npz"))
                .toURI());
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file);
      Tensor real = Objects.requireNonNull(arrays.get("real_" + name));
      Tensor fake = Objects.requireNonNull(arrays.get("fake_" + name));
      PrecisionRecallDensityCoverage.Values result =
          new PrecisionRecallDensityCoverage(real, k, k).of(fake);
      assertThat(result.precision()).isCloseTo(precision, within(1e-12));
      assertThat(result.recall()).isCloseTo(recall, within(1e-12));
      assertThat(result.density()).isCloseTo(density, within(1e-12));
      assertThat(result.coverage()).isCloseTo(coverage, within(1e-12));
      PrecisionRecallDensityCoverage.Values defaults =
          new PrecisionRecallDensityCoverage(real).of(fake);
      assertThat(k == 3 ? defaults.precision() : defaults.density())
          .isCloseTo(k == 3 ? precision : density, within(1e-12));
      assertThat(k == 3 ? defaults.recall() : defaults.coverage())
          .isCloseTo(k == 3 ? recall : coverage, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 1, 1", "7, 4, 3", "257, 300, 2", "511, 2049, 5", "600, 255, 30"})
  void odd_sizes_agree_with_plain_loops(int reals, int fakes, int dim) {
    try (var _ = new Scope()) {
      PointSet real = normal(1, reals, dim);
      PointSet fake = normal(2, fakes, dim);
      agree(real, fake);
    }
  }

  @Test
  void duplicates_and_ties_far_from_the_origin_agree_with_plain_loops() {
    try (var _ = new Scope()) {
      // a lattice of integers, each point twice: nearly all comparisons are ties
      float[] x = new float[2 * 2 * 225];
      for (int i = 0; i < x.length / 2; i++) {
        x[2 * i] = 1_000_000 + i % 225 / 15;
        x[2 * i + 1] = -3_000_000 + i % 15;
      }
      PointSet lattice = new PointSet(450, 2, x);
      agree(lattice, lattice);
      agree(lattice, new PointSet(100, 2, Arrays.copyOf(x, 200)));
      PointSet real = normal(3, 300, 64);
      agree(real, real);
      PointSet one = real.pick(new long[50]);
      agree(real, one);
    }
  }

  @Test
  void mixed_scales_agree_with_plain_loops() {
    PointSet real = Plain.mixedScales(520, 11);
    agree(real, Plain.mixedScales(131, 11));
    try (var _ = new Scope()) {
      agree(real, normal(6, 40, 11));
    }
  }

  @Test
  void identical_data_score_one_only_with_closed_balls() {
    // Ten points, seven times each: the fifth neighbour of each is a duplicate, at distance 0.
    float[] x = new float[2 * 70];
    for (int i = 0; i < 70; i++) {
      x[2 * i] = i % 10;
      x[2 * i + 1] = i % 10 % 3;
    }
    for (int copies : new int[] {1, 7}) {
      PointSet data =
          copies == 7 ? new PointSet(70, 2, x) : new PointSet(10, 2, Arrays.copyOf(x, 20));
      PrecisionRecallDensityCoverage open =
          new PrecisionRecallDensityCoverage(data.pick(LongStream.range(0, data.n()).toArray()));
      PrecisionRecallDensityCoverage.Values closed = open.closed().of(data);
      assertThat(closed.precision()).isEqualTo(1);
      assertThat(closed.recall()).isEqualTo(1);
      assertThat(closed.coverage()).isEqualTo(1);
      assertThat(closed.density()).isGreaterThanOrEqualTo(1);
      if (copies == 7) {
        assertThat(open.of(data).precision()).isZero();
        assertThat(open.of(data).recall()).isZero();
        assertThat(open.of(data).density()).isZero();
        assertThat(open.of(data).coverage()).isZero();
        assertThat(closed.density()).isEqualTo(7 / 5.0);
      }
    }
  }

  /// The reference prints .477, .471, 1.056 and .974 for one draw. For n real and n generated
  /// points of one distribution, density is 1 on average and coverage is known.
  @Test
  void two_draws_in_a_thousand_dimensions_match_the_reference() {
    int seeds = 5;
    double[][] scores = new double[4][seeds];
    int before = Backend.threads();
    Backend.threads(Runtime.getRuntime().availableProcessors()); // six seconds per seed on one core
    try {
      for (int seed = 0; seed < seeds; seed++) {
        PrecisionRecallDensityCoverage.Values result = fresh(new RandomKey(seed), 10_000, 1_000);
        scores[0][seed] = result.precision();
        scores[1][seed] = result.recall();
        scores[2][seed] = result.density();
        scores[3][seed] = result.coverage();
      }
    } finally {
      Backend.threads(before);
    }
    double[] reference = {0.477, 0.471, 1.056, 0.974};
    double[] expected = {
      Double.NaN, Double.NaN, 1, PrecisionRecallDensityCoverage.expectedCoverage(10_000, 10_000)
    };
    for (int s = 0; s < 4; s++) {
      double mean = ConfidenceInterval.mean(scores[s]);
      double sd =
          Math.sqrt(Arrays.stream(scores[s]).map(v -> (v - mean) * (v - mean)).sum() / (seeds - 1));
      assertThat(mean).isCloseTo(reference[s], within(4 * sd * Math.sqrt(1 + 1.0 / seeds)));
      if (s > 1) {
        assertThat(mean).isCloseTo(expected[s], within(5 * sd / Math.sqrt(seeds)));
      }
    }
  }

  @Test
  void threads_do_not_change_results() {
    int before = Backend.threads();
    try (var _ = new Scope()) {
      PointSet real = normal(4, 1_500, 17);
      PointSet fake = normal(5, 1_300, 17);
      Backend.threads(1);
      PrecisionRecallDensityCoverage.Values one = new PrecisionRecallDensityCoverage(real).of(fake);
      for (int threads : new int[] {2, 3, 8}) {
        Backend.threads(threads);
        PrecisionRecallDensityCoverage.Values more =
            new PrecisionRecallDensityCoverage(real).of(fake);
        assertThat(more).usingRecursiveComparison().isEqualTo(one);
      }
    } finally {
      Backend.threads(before);
    }
  }

  @Test
  void neighbours_on_a_line_are_found() {
    try (var _ = new Scope()) {
      double[][] d = NearestNeighbours.distances(Ops.of(new float[] {0, 1, 3, 7, 7}, 5, 1), 3);
      assertThat(d[0]).containsExactly(1, 3, 7);
      assertThat(d[2]).containsExactly(2, 3, 4);
      assertThat(d[3]).containsExactly(0, 4, 6);
      assertThatThrownBy(() -> NearestNeighbours.distances(Ops.zeros(3, 1), 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_expected_coverage_matches_fresh_draws() {
    // 200 experiments with 60 real and 40 generated points; their mean is within 5 standard errors
    int rounds = 200;
    double[] coverage =
        IntStream.range(0, rounds)
            .mapToDouble(i -> {
              try (var _ = new Scope()) {
                return new PrecisionRecallDensityCoverage(normal(1_000 + i, 60, 2))
                    .of(normal(2_000 + i, 40, 2))
                    .coverage();
              }
            })
            .toArray();
    double mean = ConfidenceInterval.mean(coverage);
    double sd = Math.sqrt(Arrays.stream(coverage).map(c -> (c - mean) * (c - mean)).sum());
    assertThat(mean)
        .isCloseTo(
            PrecisionRecallDensityCoverage.expectedCoverage(60, 40), within(5 * sd / rounds));
  }

  private static PrecisionRecallDensityCoverage.Values fresh(RandomKey key, int n, int dim) {
    try (var _ = new Scope()) {
      Tensor real = RandomTensors.normal(key.fold("real"), n, dim);
      return new PrecisionRecallDensityCoverage(real, 5, 5)
          .of(RandomTensors.normal(key.fold("fake"), n, dim));
    }
  }

  private static PointSet normal(long seed, int n, int dim) {
    return PointSet.of(RandomTensors.normal(new RandomKey(seed), n, dim));
  }

  private static void agree(PointSet real, PointSet fake) {
    PrecisionRecallDensityCoverage open = new PrecisionRecallDensityCoverage(real);
    agree(real, fake, open.of(fake), (distance, radius) -> distance < radius);
    agree(real, fake, open.closed().of(fake), (distance, radius) -> distance <= radius);
  }

  /// Whether a distance is within a radius.
  private interface Inside {
    boolean test(double distance, double radius);
  }

  private static void agree(
      PointSet real, PointSet fake, PrecisionRecallDensityCoverage.Values result, Inside ball) {
    double[] wide = Plain.radii(real, 5);
    double[] narrow = Plain.radii(real, 3);
    double[] reach = fake.n() > 3 ? Plain.radii(fake, 3) : new double[0];
    boolean[] inside = new boolean[fake.n()];
    int[] depth = new int[fake.n()];
    boolean[] covered = new boolean[real.n()];
    boolean[] reached = new boolean[reach.length == 0 ? 0 : real.n()];
    for (int i = 0; i < real.n(); i++) {
      for (int j = 0; j < fake.n(); j++) {
        double distance = Plain.squared(real, i, fake, j);
        inside[j] |= ball.test(distance, narrow[i]);
        depth[j] += ball.test(distance, wide[i]) ? 1 : 0;
        covered[i] |= ball.test(distance, wide[i]);
        if (reach.length > 0) {
          reached[i] |= ball.test(distance, reach[j]);
        }
      }
    }
    assertThat(result.inside()).isEqualTo(inside);
    assertThat(result.depth()).isEqualTo(depth);
    assertThat(result.covered()).isEqualTo(covered);
    assertThat(result.reached()).isEqualTo(reached);
    assertThat(result.precision()).isEqualTo(share(inside));
    assertThat(result.density()).isEqualTo(Arrays.stream(depth).sum() / (5.0 * fake.n()));
    assertThat(result.coverage()).isEqualTo(share(covered));
    assertThat(Double.valueOf(result.recall()))
        .isEqualTo(Double.valueOf(reach.length > 0 ? share(reached) : Double.NaN));
  }

  private static double share(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return (double) count / flags.length;
  }
}
