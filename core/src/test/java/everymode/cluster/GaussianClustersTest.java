package everymode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.neighbour.PointSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianClustersTest {

  /// Row i belongs to the mode that its random number falls on.
  ///
  /// @param modes centres
  /// @param mode receives the mode of each row
  private static PointSet mixture(
      double[][] modes, double[] share, double deviation, int[] mode, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int dim = modes[0].length;
    float[] x = new float[mode.length * dim];
    for (int i = 0; i < mode.length; i++) {
      double at = random.nextDouble();
      while (mode[i] < share.length - 1 && at >= share[mode[i]]) {
        at -= share[mode[i]++];
      }
      for (int c = 0; c < dim; c++) {
        x[i * dim + c] = (float) (modes[mode[i]][c] + deviation * random.nextGaussian());
      }
    }
    return new PointSet(mode.length, dim, x);
  }

  private static double[] equal(int modes) {
    double[] share = new double[modes];
    Arrays.fill(share, 1.0 / modes);
    return share;
  }

  private static long[] fitted(PointSet x, int number) {
    return GaussianClusters.fit(x, number).orElseThrow().of(x);
  }

  /// Whether clusters are the modes, up to their order.
  private static void assertSame(long[] cluster, int[] mode, int modes) {
    int[] found = Arrays.stream(cluster).mapToInt(Math::toIntExact).toArray();
    assertThat(Arrays.stream(found).distinct().count()).isEqualTo(modes);
    assertThat(ClusterAgreement.of(mode, found).accuracy()).isGreaterThan(0.995);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 1_000, 5_000})
  void the_modes_of_a_grid_are_found(int n) {
    double[][] modes = new double[25][];
    Arrays.setAll(modes, i -> new double[] {2 * (i % 5), 2 * (i / 5)});
    int[] mode = new int[n];
    assertSame(fitted(mixture(modes, equal(25), 0.05, mode, 2), 0), mode, 25);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 1_000, 5_000})
  void the_modes_of_a_ring_are_found(int n) {
    double[][] modes = new double[8][];
    Arrays.setAll(
        modes, i -> new double[] {2 * Math.cos(i * Math.PI / 4), 2 * Math.sin(i * Math.PI / 4)});
    int[] mode = new int[n];
    assertSame(fitted(mixture(modes, equal(8), 0.02, mode, 1), 0), mode, 8);
  }

  @ParameterizedTest
  @CsvSource({"2, 1000", "2, 8000", "10, 1000", "10, 8000", "64, 1000", "64, 8000"})
  void a_small_mode_far_from_large_ones_is_a_cluster_of_its_own(int dim, int n) {
    double[][] modes = new double[4][dim];
    modes[1][0] = 20;
    modes[2][1] = 20;
    modes[3][0] = -12;
    int[] mode = new int[n];
    double[] share = {0.5925, 0.1975, 0.1975, 0.0125};
    assertSame(fitted(mixture(modes, share, 1, mode, 4), 0), mode, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 30})
  void a_single_gaussian_is_one_cluster(int dim) {
    PointSet x = mixture(new double[1][dim], equal(1), 3, new int[2_000], 3);
    assertThat(fitted(x, 0)).containsOnly(0);
  }

  @Test
  void heavy_tails_are_split_into_few_clusters_that_are_not_tiny() {
    SplittableRandom random = new SplittableRandom(6);
    int n = 2_000;
    float[] x = new float[2 * n];
    for (int i = 0; i < n; i++) { // Student's t with 2 degrees of freedom
      double scale = Math.sqrt(-1 / Math.log(random.nextDouble()));
      x[2 * i] = (float) (scale * random.nextGaussian());
      x[2 * i + 1] = (float) (scale * random.nextGaussian());
    }
    int[] sizes = sizes(fitted(new PointSet(n, 2, x), 0));
    assertThat(sizes).hasSizeBetween(1, 8);
    assertThat(Arrays.stream(sizes).min().orElseThrow()).isGreaterThanOrEqualTo(5);
  }

  private static int[] sizes(long[] cluster) {
    int[] sizes = new int[1 + (int) Arrays.stream(cluster).max().orElseThrow()];
    Arrays.stream(cluster).forEach(c -> sizes[(int) c]++);
    return sizes;
  }

  @Test
  void a_given_number_is_kept_and_equal_points_give_equal_clusters() {
    PointSet x = mixture(new double[1][3], equal(1), 1, new int[300], 5);
    for (int number : new int[] {2, 5, 10}) {
      assertThat(sizes(fitted(x, number))).hasSize(number);
    }
    assertThat(fitted(x, 7)).isEqualTo(fitted(x, 7));
    assertThat(sizes(fitted(x, 7))).isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void points_that_cannot_be_split_are_not() {
    PointSet same = new PointSet(100, 2, new float[200]);
    assertThat(fitted(same, 0)).containsOnly(0);
    assertThat(GaussianClusters.fit(same, 2)).isEmpty();
    PointSet few = mixture(new double[1][2], equal(1), 1, new int[9], 5);
    assertThat(fitted(few, 0)).containsOnly(0);
    assertThat(GaussianClusters.fit(few, 2)).isEmpty();
    assertThat(fitted(new PointSet(1, 2, new float[] {1, 2}), 0)).containsExactly(0);
  }

  @Test
  void points_of_more_coordinates_than_there_are_points_are_clustered() {
    double[][] modes = new double[3][200];
    modes[1][0] = 50;
    modes[2][7] = 50;
    int[] mode = new int[90];
    assertSame(fitted(mixture(modes, equal(3), 1, mode, 1), 0), mode, 3);
  }
}
