package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.chance.Chance;
import everymode.data.Npz;
import everymode.tensor.Backend;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupportTest {

  /// Values of the reference code of density and coverage.
  @ParameterizedTest
  @CsvSource({
    "A, 0.99625, 0.176, 3.33, 0.745",
    "B, 0.6233333333333333, 0.7942857142857143, 0.8428333333333333, 0.9914285714285714",
    "C, 0.856, 0.423, 0.9836, 0.472"
  })
  void golden_values_are_met(
      String name, double precision, double recall, double density, double coverage)
      throws Exception {
    Path file =
        Path.of(Objects.requireNonNull(SupportTest.class.getResource("golden.npz")).toURI());
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file);
      var real = Cloud.of(Objects.requireNonNull(arrays.get("real_" + name)));
      var fake = Cloud.of(Objects.requireNonNull(arrays.get("fake_" + name)));
      Support.Result result = new Support(real).of(fake);
      assertThat(result.precision()).isCloseTo(precision, within(1e-12));
      assertThat(result.recall()).isCloseTo(recall, within(1e-12));
      assertThat(result.density()).isCloseTo(density, within(1e-12));
      assertThat(result.coverage()).isCloseTo(coverage, within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 1, 1", "7, 4, 3", "257, 300, 2", "511, 2049, 5", "600, 255, 30"})
  void odd_sizes_agree_with_plain_loops(int reals, int fakes, int dim) {
    try (var _ = new Scope()) {
      Cloud real = normal(1, reals, dim);
      Cloud fake = normal(2, fakes, dim);
      agree(real, fake);
    }
  }

  @Test
  void copies_and_ties_far_from_the_origin_agree_with_plain_loops() {
    try (var _ = new Scope()) {
      // a lattice of whole numbers, each point twice: nearly all comparisons are ties
      float[] x = new float[2 * 2 * 225];
      for (int i = 0; i < x.length / 2; i++) {
        x[2 * i] = 1_000_000 + i % 225 / 15;
        x[2 * i + 1] = -3_000_000 + i % 15;
      }
      Cloud lattice = new Cloud(450, 2, x);
      agree(lattice, lattice);
      agree(lattice, new Cloud(100, 2, Arrays.copyOf(x, 200)));
      Cloud real = normal(3, 300, 64);
      agree(real, real);
      Cloud one = real.pick(new long[50]);
      agree(real, one);
    }
  }

  @Test
  void threads_do_not_change_results() {
    int before = Backend.threads();
    try (var _ = new Scope()) {
      Cloud real = normal(4, 1_500, 17);
      Cloud fake = normal(5, 1_300, 17);
      Backend.threads(1);
      Support.Result one = new Support(real).of(fake);
      Backend.threads(2);
      Support.Result two = new Support(real).of(fake);
      assertThat(two).usingRecursiveComparison().isEqualTo(one);
    } finally {
      Backend.threads(before);
    }
  }

  @Test
  void neighbours_on_a_line_are_counted_off() {
    try (var _ = new Scope()) {
      double[][] d = Neighbours.distances(Ops.of(new float[] {0, 1, 3, 7, 7}, 5, 1), 3);
      assertThat(d[0]).containsExactly(1, 3, 7);
      assertThat(d[2]).containsExactly(2, 3, 4);
      assertThat(d[3]).containsExactly(0, 4, 6);
      assertThatThrownBy(() -> Neighbours.distances(Ops.zeros(3, 1), 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void the_expected_coverage_is_that_of_fresh_draws() {
    // 200 experiments with 60 real and 40 generated points; their mean is within five errors
    int rounds = 200;
    double[] coverage =
        IntStream.range(0, rounds)
            .mapToDouble(i -> {
              try (var _ = new Scope()) {
                return new Support(normal(1_000 + i, 60, 2))
                    .of(normal(2_000 + i, 40, 2))
                    .coverage();
              }
            })
            .toArray();
    double mean = Interval.mean(coverage);
    double spread = Math.sqrt(Arrays.stream(coverage).map(c -> (c - mean) * (c - mean)).sum());
    assertThat(mean).isCloseTo(Support.expectedCoverage(60, 40), within(5 * spread / rounds));
  }

  private static Cloud normal(long seed, int n, int dim) {
    return Cloud.of(Draws.normal(new Chance(seed), n, dim));
  }

  private static void agree(Cloud real, Cloud fake) {
    Support.Result result = new Support(real).of(fake);
    double[] wide = radii(real, 5);
    double[] narrow = radii(real, 3);
    double[] reach = fake.n() > 3 ? radii(fake, 3) : new double[fake.n()];
    int precise = 0;
    int depth = 0;
    for (int j = 0; j < fake.n(); j++) {
      boolean inside = false;
      for (int i = 0; i < real.n(); i++) {
        inside |= squared(real, i, fake, j) < narrow[i];
        depth += squared(real, i, fake, j) < wide[i] ? 1 : 0;
      }
      precise += inside ? 1 : 0;
    }
    int reached = 0;
    int covered = 0;
    for (int i = 0; i < real.n(); i++) {
      boolean isReached = false;
      boolean isCovered = false;
      for (int j = 0; j < fake.n(); j++) {
        isReached |= squared(real, i, fake, j) < reach[j];
        isCovered |= squared(real, i, fake, j) < wide[i];
      }
      assertThat(result.covered()[i]).isEqualTo(isCovered);
      reached += isReached ? 1 : 0;
      covered += isCovered ? 1 : 0;
    }
    assertThat(result.precision()).isEqualTo((double) precise / fake.n());
    assertThat(result.density()).isEqualTo(depth / (5.0 * fake.n()));
    assertThat(result.coverage()).isEqualTo((double) covered / real.n());
    assertThat(Double.valueOf(result.recall()))
        .isEqualTo(Double.valueOf(fake.n() > 3 ? (double) reached / real.n() : Double.NaN));
  }

  private static double[] radii(Cloud x, int k) {
    return IntStream.range(0, x.n())
        .mapToDouble(i ->
            IntStream.range(0, x.n())
                .filter(j -> j != i)
                .mapToDouble(j -> squared(x, i, x, j))
                .sorted()
                .skip(k - 1)
                .findFirst()
                .orElseThrow())
        .toArray();
  }

  private static double squared(Cloud x, int i, Cloud y, int j) {
    double[] a = x.point(i);
    double[] b = y.point(j);
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return sum;
  }
}
