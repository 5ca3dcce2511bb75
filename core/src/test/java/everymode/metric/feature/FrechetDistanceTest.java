package everymode.metric.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.ArrayBytes;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrechetDistanceTest {

  @ParameterizedTest
  @CsvSource({"A, 16.2441280988927", "B, 1719.7239328782866", "C, 27.196968682828956"})
  void golden_values_match(String name, double expected) {
    double found =
        FrechetDistance.distance(
            Stored.GOLDEN.cloud("real_" + name), Stored.GOLDEN.cloud("fake_" + name));
    assertThat(found).isCloseTo(expected, within(1e-9 * expected));
  }

  @ParameterizedTest
  @MethodSource("everymode.metric.feature.Stored#cases")
  void values_of_numpy_match(String name) {
    PointSet x = Stored.REFERENCE.cloud(name + ".x");
    PointSet y = Stored.REFERENCE.cloud(name + ".y");
    double expected = Stored.REFERENCE.doubles(name + ".frechet")[0];
    var bound = within(1e-6 * Math.max(1, expected));
    assertThat(FrechetDistance.distance(x, y)).isCloseTo(expected, bound).isNotNegative();
    assertThat(FrechetDistance.distance(y, x)).isCloseTo(expected, bound);
    assertThat(FrechetDistance.distance(FeatureMoments.of(x), FeatureMoments.of(y)))
        .isCloseTo(expected, bound);
    assertThat(FrechetDistance.distance(x, FeatureMoments.of(y))).isCloseTo(expected, bound);
  }

  @Test
  void diagonal_covariances_have_a_closed_form() {
    // Σ = diag(a) and diag(b): d² = ‖μ₁ − μ₂‖² + Σ (√a − √b)², exact zeros included
    var one = new FeatureMoments(new double[] {0, 1, 2}, diagonal(4, 0, 9), 10);
    var two = new FeatureMoments(new double[] {0, 3, 2}, diagonal(1, 25, 0), 10);
    assertThat(FrechetDistance.distance(one, two)).isCloseTo(4 + 1 + 25 + 9, within(1e-12));
    assertThat(FrechetDistance.distance(one, one)).isZero();
  }

  @Test
  void equal_sets_have_distance_zero_up_to_rounding() {
    try (var _ = new Scope()) {
      PointSet wide = PointSet.of(RandomTensors.normal(new RandomKey(1), 50, 300));
      PointSet tall = PointSet.of(RandomTensors.normal(new RandomKey(1), 300, 50));
      assertThat(FrechetDistance.distance(wide, wide)).isBetween(0.0, 1e-9);
      assertThat(FrechetDistance.distance(tall, tall)).isBetween(0.0, 1e-9);
    }
  }

  @Test
  void moments_are_the_plain_sums_over_blocks_and_tiles() {
    try (var _ = new Scope()) {
      // one row more than a block, some features more than a tile
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(2), 1025, 530));
      FeatureMoments m = FeatureMoments.of(x);
      double[] mean = x.mean();
      for (int[] at : new int[][] {{0, 0}, {3, 511}, {511, 512}, {529, 2}, {529, 529}}) {
        double sum = 0;
        for (int i = 0; i < x.n(); i++) {
          double[] p = x.point(i);
          sum += (p[at[0]] - mean[at[0]]) * (p[at[1]] - mean[at[1]]);
        }
        assertThat(m.covariance()[at[0] * 530 + at[1]]).isCloseTo(sum / 1024, within(1e-13));
        assertThat(m.covariance()[at[1] * 530 + at[0]])
            .isEqualTo(m.covariance()[at[0] * 530 + at[1]]);
      }
    }
  }

  @Test
  void large_sets_have_equal_distances_by_eigenvalues_and_by_singular_values() {
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(6), 900, 300));
      PointSet y =
          PointSet.of(RandomTensors.normal(new RandomKey(7), 700, 300).mul(Ops.full(1.5, 300)));
      // the last 100 features are nearly constant, so small eigenvalues are lost to rounding
      Tensor faint = Ops.cat(Ops.full(1, 200), Ops.full(1e-6, 100));
      PointSet faintX = PointSet.of(Ops.of(x.values(), 900, 300).mul(faint));
      PointSet faintY = PointSet.of(Ops.of(y.values(), 700, 300).mul(faint));
      assertThat(FrechetDistance.distance(x, y)).isCloseTo(bySingularValues(x, y), within(1e-9));
      assertThat(FrechetDistance.distance(faintX, faintY))
          .isCloseTo(bySingularValues(faintX, faintY), within(1e-9));
    }
  }

  private static double bySingularValues(PointSet x, PointSet y) {
    Tensor f = new CovarianceAccumulator(x).factor();
    Tensor g = new CovarianceAccumulator(y).factor();
    double value = f.square().sum().item_double() + g.square().sum().item_double();
    value -= 2 * torch.linalg_svdvals(f.matmul(g.t())).sum().item_double();
    for (int c = 0; c < x.dim(); c++) {
      value += Math.pow(x.mean()[c] - y.mean()[c], 2);
    }
    return value;
  }

  @Test
  void threads_do_not_change_results() {
    int before = Backend.threads();
    try (var _ = new Scope()) {
      PointSet x = PointSet.of(RandomTensors.normal(new RandomKey(3), 1500, 600));
      PointSet y = PointSet.of(RandomTensors.normal(new RandomKey(4), 400, 600));
      Backend.threads(1);
      double one = FrechetDistance.distance(x, y);
      Backend.threads(2);
      assertThat(FrechetDistance.distance(x, y)).isEqualTo(one);
    } finally {
      Backend.threads(before);
    }
  }

  @Test
  void moments_are_restored_from_a_file(@TempDir Path folder) {
    try (var _ = new Scope()) {
      FeatureMoments m = FeatureMoments.of(RandomTensors.normal(new RandomKey(5), 40, 7));
      m.write(folder.resolve("m.npz"));
      FeatureMoments read = FeatureMoments.read(folder.resolve("m.npz"));
      assertThat(read).usingRecursiveComparison().isEqualTo(m);
      Npz.write(
          folder.resolve("other.npz"),
          Map.of("mu", Ops.of(m.mean(), 7), "sigma", Ops.of(m.covariance(), 7, 7)));
      assertThat(FeatureMoments.read(folder.resolve("other.npz")).n()).isZero();
      assertThat(FrechetDistance.distance(m, FeatureMoments.read(folder.resolve("other.npz"))))
          .isLessThan(1e-12);
    }
  }

  @Test
  void arrays_beside_the_moments_are_not_read(@TempDir Path folder) throws IOException {
    byte[] words = ArrayBytes.npy("<U9", "(2,)", new byte[72]);
    byte[] pictures = ArrayBytes.npy("|u1", "(50000, 299, 299, 3)", new byte[9]);
    byte[] mu = ArrayBytes.npy("<f4", "(2,)", 1, 2);
    byte[] sigma = ArrayBytes.npy("<f8", "(2, 2)", 3, 1, 1, 3);
    Map<String, byte[]> all = new TreeMap<>(Map.of("a", words, "arr_0", pictures));
    all.putAll(Map.of("mu", mu, "sigma", sigma));
    FeatureMoments read =
        FeatureMoments.read(ArrayBytes.npz(folder.resolve("statistics.npz"), all));
    assertThat(read.mean()).containsExactly(1, 2);
    assertThat(read.covariance()).containsExactly(3, 1, 1, 3);
  }

  @Test
  void files_without_moments_are_rejected_with_a_message(@TempDir Path folder) {
    Path file = folder.resolve("m.npz");
    try (var _ = new Scope()) {
      Npz.write(file, Map.of("samples", Ops.zeros(3, 2)));
      rejected(
          () -> FeatureMoments.read(file), "must hold the arrays mu and sigma, but holds samples");
      Npz.write(file, Map.of("mu", Ops.zeros(3), "sigma", Ops.zeros(3, 2)));
      rejected(() -> FeatureMoments.read(file), "mu must be [d] and sigma [d, d]");
      Npz.write(file, Map.of("mu", Ops.zeros(2), "sigma", Ops.full(Double.NaN, 2, 2)));
      rejected(() -> FeatureMoments.read(file), "some numbers are not finite");
      Npz.write(file, Map.of("mu", Ops.zeros(2), "sigma", Ops.of(new float[] {1, 1, 0, 1}, 2, 2)));
      rejected(() -> FeatureMoments.read(file), "sigma must be symmetric");
    }
  }

  @Test
  void too_few_rows_and_different_dimensions_are_rejected_with_a_message() {
    try (var _ = new Scope()) {
      rejected(() -> FrechetDistance.distance(Ops.zeros(1, 3), Ops.zeros(5, 3)), "at least 2 rows");
      rejected(
          () -> FrechetDistance.distance(Ops.zeros(4, 3), Ops.zeros(5, 2)),
          "features of equal number");
      rejected(() -> FeatureMoments.of(Ops.full(Double.NaN, 3, 3)), "finite numbers");
    }
  }

  @Test
  void few_rows_need_no_covariance_and_one_too_large_for_memory_is_rejected_with_a_message() {
    // two rows per side: Σ = v vᵀ / 2 for their difference v, all on one axis
    int dim = 50_000;
    float[] x = new float[2 * dim];
    float[] y = new float[2 * dim];
    x[0] = 2;
    y[0] = 6;
    PointSet one = new PointSet(2, dim, x); // mean 1, variance 2
    PointSet other = new PointSet(2, dim, y); // mean 3, variance 18
    assertThat(FrechetDistance.distance(one, other)).isCloseTo(4 + 2 + 18 - 2 * 6, within(1e-9));
    rejected(() -> FeatureMoments.of(one), "a covariance of 50000 features takes");
  }

  private static void rejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(EverymodeException.class).hasMessageContaining(message);
  }

  private static double[] diagonal(double... values) {
    double[] matrix = new double[values.length * values.length];
    for (int i = 0; i < values.length; i++) {
      matrix[i * values.length + i] = values[i];
    }
    return matrix;
  }
}
