package everymode.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.cluster.ClusterAgreement;
import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KernelMixtureTest {

  private static final Blocks SINGLE = Blocks.single(List.of("a", "b", "c"));
  private static final BandwidthRule FIXED = BandwidthRule.Fixed.defaults();
  private static final BandwidthRule ADAPTIVE = BandwidthRule.Silverman.defaults();

  /// Two normal components, .3 around (0, 0, 0) and .7 around (3, 4, 5).
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Simulation(Profiles rows, int[] labels) {

    static Simulation of(int n, long seed) {
      SplittableRandom random = new RandomKey(seed).random();
      double[] x = new double[3 * n];
      int[] labels = new int[n];
      for (int i = 0; i < n; i++) {
        labels[i] = random.nextDouble() < 0.3 ? 0 : 1;
        for (int k = 0; k < 3; k++) {
          x[3 * i + k] = random.nextGaussian() + (labels[i] == 0 ? 0 : 3 + k);
        }
      }
      return new Simulation(new Profiles(x, n, 3), labels);
    }

    Posteriors start() {
      return Posteriors.of(KMeans.from(rows, new double[][] {{0, 0, 0}, {3, 4, 5}}), 2);
    }
  }

  private static KernelMixture.Estimator estimator(
      Profiles rows, Blocks blocks, BandwidthRule rule) {
    return new KernelMixture.Estimator(rows, blocks, rule, 200, 0, true);
  }

  private static List<KernelMixture.Iteration> iterations(
      KernelMixture.Estimator estimator, Posteriors start, int count) {
    List<KernelMixture.Iteration> all = new ArrayList<>();
    Posteriors z = start;
    Optional<KernelMixture> before = Optional.empty();
    for (int t = 0; t < count; t++) {
      var next = estimator.next(before, z, t);
      all.add(next);
      z = next.posteriors();
      before = Optional.of(next.mixture());
    }
    return all;
  }

  @Test
  void with_fixed_bandwidths_the_objective_never_falls() {
    Simulation data = Simulation.of(300, 1);
    Posteriors even = blurred(data.start());
    double before = Double.NEGATIVE_INFINITY;
    for (var next : iterations(estimator(data.rows, SINGLE, FIXED), even, 40)) {
      assertThat(next.objective()).isGreaterThan(before - 1e-6 * Math.abs(before));
      before = next.objective();
    }
  }

  /// Nearly even probabilities, so that there is much to gain.
  private static Posteriors blurred(Posteriors z) {
    return new Posteriors(Arrays.stream(z.z()).map(p -> 0.45 + 0.1 * p).toArray(), z.n(), z.m());
  }

  @Test
  void posteriors_weights_and_densities_are_normalised() {
    Simulation data = Simulation.of(300, 2);
    var last = iterations(estimator(data.rows, SINGLE, ADAPTIVE), data.start(), 20).getLast();
    double[] z = last.posteriors().z();
    for (int i = 0; i < 300; i++) {
      assertThat(z[2 * i] + z[2 * i + 1]).isCloseTo(1, within(1e-12));
    }
    assertThat(Arrays.stream(last.mixture().weights()).sum()).isCloseTo(1, within(1e-12));
    for (int b = 0; b < 3; b++) {
      for (int j = 0; j < 2; j++) {
        assertThat(last.mixture().bandwidth(b, j)).isGreaterThan(3 * last.mixture().grid().step());
        double[] density = last.mixture().density(b, j);
        assertThat(Arrays.stream(density).min().orElseThrow()).isGreaterThan(0);
        double mass = Arrays.stream(density).sum() * last.mixture().grid().step();
        assertThat(mass).isCloseTo(1, within(0.01));
      }
    }
  }

  @Test
  void the_weights_of_two_normal_components_are_found() {
    for (long seed = 1; seed <= 3; seed++) {
      Simulation data = Simulation.of(500, seed);
      var last = iterations(estimator(data.rows, SINGLE, ADAPTIVE), data.start(), 60).getLast();
      assertThat(last.mixture().weights()[0]).isCloseTo(0.3, within(0.06));
      var agreement = ClusterAgreement.of(data.labels, last.posteriors().labels());
      assertThat(agreement.adjustedRand()).isGreaterThan(0.95);
    }
  }

  @Test
  void one_component_is_a_kernel_estimate_after_one_iteration() {
    Simulation data = Simulation.of(100, 4);
    Posteriors one = Posteriors.of(new int[100], 1);
    var two = iterations(estimator(data.rows, SINGLE, FIXED), one, 2);
    KernelMixture mixture = two.getFirst().mixture();
    assertThat(mixture.weights()).containsExactly(1);
    assertThat(two.getLast().mixture().weights()).containsExactly(1);
    assertThat(two.getLast().objective()).isEqualTo(two.getFirst().objective());
    double h = mixture.bandwidth(1, 0);
    double at = mixture.grid().at(90);
    double sum = 0;
    for (int i = 0; i < 100; i++) {
      double t = (data.rows.at(i, 1) - at) / h;
      sum += Math.exp(-t * t / 2) / (h * Math.sqrt(2 * Math.PI)) / 100;
    }
    assertThat(mixture.density(1, 0)[90]).isCloseTo(sum, within(1e-12));
  }

  @Test
  void smoothing_by_logarithms_is_below_smoothing() {
    Simulation data = Simulation.of(200, 5);
    KernelMixture mixture =
        iterations(estimator(data.rows, SINGLE, FIXED), data.start(), 5).getLast().mixture();
    double h = mixture.bandwidth(0, 0);
    for (int i = 0; i < 200; i++) {
      double x = data.rows.at(i, 0);
      double nonlinear = Math.exp(mixture.grid().smoothed(x, h, mixture.logDensity(0, 1)));
      double linear = mixture.grid().smoothed(x, h, mixture.density(0, 1));
      assertThat(nonlinear).isLessThanOrEqualTo(linear * (1 + 1e-9));
    }
  }

  @Test
  void a_smoothed_normal_density_is_known_in_closed_form() {
    Grid grid = new Grid(-12, 0.05, 481);
    double s = 1.3;
    double h = 0.4;
    double[] log =
        IntStream.range(0, 481)
            .mapToDouble(
                a -> -Math.log(s * Math.sqrt(2 * Math.PI)) - Math.pow(grid.at(a) / s, 2) / 2)
            .toArray();
    for (double x : new double[] {-3, -0.31, 0, 1.7}) {
      double exact = -Math.log(2 * Math.PI * s * s) / 2 - (x * x + h * h) / (2 * s * s);
      assertThat(grid.smoothed(x, h, log)).isCloseTo(exact, within(1e-10));
    }
  }

  @Test
  void the_order_of_rows_components_and_columns_of_a_block_does_not_matter() {
    Simulation data = Simulation.of(150, 6);
    Blocks blocks = Blocks.of(List.of("p", "p", "q"));
    var straight = iterations(estimator(data.rows, blocks, ADAPTIVE), data.start(), 10).getLast();
    double[] x = new double[450];
    double[] z = new double[300];
    double[] start = data.start().z();
    for (int i = 0; i < 150; i++) {
      int from = 149 - i;
      x[3 * i] = data.rows.at(from, 1);
      x[3 * i + 1] = data.rows.at(from, 0);
      x[3 * i + 2] = data.rows.at(from, 2);
      z[2 * i] = start[2 * from + 1];
      z[2 * i + 1] = start[2 * from];
    }
    var turned =
        iterations(
                estimator(new Profiles(x, 150, 3), blocks, ADAPTIVE), new Posteriors(z, 150, 2), 10)
            .getLast();
    assertThat(turned.objective()).isCloseTo(straight.objective(), within(1e-8));
    for (int i = 0; i < 150; i++) {
      assertThat(turned.posteriors().at(i, 0))
          .isCloseTo(straight.posteriors().at(149 - i, 1), within(1e-9));
    }
  }

  @Test
  void logarithms_agree_with_products_of_densities() {
    Simulation data = Simulation.of(120, 7);
    var last = iterations(estimator(data.rows, SINGLE, ADAPTIVE), data.start(), 6).getLast();
    Posteriors before =
        iterations(estimator(data.rows, SINGLE, ADAPTIVE), data.start(), 5).getLast().posteriors();
    double[] products = Products.posteriors(data.rows, before, last.mixture());
    for (int i = 0; i < products.length; i++) {
      assertThat(last.posteriors().z()[i]).isCloseTo(products[i], within(1e-10));
    }
  }

  /// The formulas as they stand, with all kernels and without logarithms of products.
  private static final class Products {

    static double[] posteriors(Profiles rows, Posteriors z, KernelMixture of) {
      int m = z.m();
      double[] result = new double[rows.n() * m];
      double[] weights = z.means();
      for (int j = 0; j < m; j++) {
        for (int i = 0; i < rows.n(); i++) {
          result[i * m + j] = weights[j];
        }
        for (int k = 0; k < rows.r(); k++) {
          double h = of.bandwidth(k, j);
          double[] f = new double[of.grid().points()];
          for (int a = 0; a < f.length; a++) {
            for (int i = 0; i < rows.n(); i++) {
              f[a] += z.at(i, j) * kernel(rows.at(i, k) - of.grid().at(a), h);
            }
            f[a] = Math.max(Math.exp(-500), f[a] / (rows.n() * weights[j]));
          }
          for (int i = 0; i < rows.n(); i++) {
            double sum = 0;
            for (int a = 0; a < f.length; a++) {
              sum += kernel(rows.at(i, k) - of.grid().at(a), h) * Math.log(f[a]);
            }
            result[i * m + j] *= Math.exp(sum * of.grid().step());
          }
        }
      }
      for (int i = 0; i < rows.n(); i++) {
        double total = result[i * m] + result[i * m + 1];
        result[i * m] /= total;
        result[i * m + 1] /= total;
      }
      return result;
    }

    private static double kernel(double t, double h) {
      return Math.max(Math.exp(-500), Math.exp(-t * t / (2 * h * h)))
          / (h * Math.sqrt(2 * Math.PI));
    }
  }

  @Test
  void columns_as_blocks_of_their_own_are_columns_without_blocks() {
    Simulation data = Simulation.of(100, 8);
    Blocks named = Blocks.of(List.of("x", "y", "z"));
    var one = iterations(estimator(data.rows, SINGLE, FIXED), data.start(), 4).getLast();
    var other = iterations(estimator(data.rows, named, FIXED), data.start(), 4).getLast();
    assertThat(other.posteriors().z()).containsExactly(one.posteriors().z());
  }

  @Test
  void a_component_without_rows_keeps_its_densities() {
    Simulation data = Simulation.of(80, 9);
    var estimator = estimator(data.rows, SINGLE, FIXED);
    var first = estimator.next(Optional.empty(), data.start(), 0);
    Posteriors none = Posteriors.of(new int[80], 2);
    var next = estimator.next(Optional.of(first.mixture()), none, 1);
    assertThat(next.mixture().weights()).containsExactly(1, 0);
    assertThat(next.mixture().logDensity(0, 1)).containsExactly(first.mixture().logDensity(0, 1));
    assertThat(next.posteriors().z()).doesNotContain(Double.NaN);
  }

  @Test
  void a_component_of_equal_values_has_the_least_bandwidth() {
    double[] x = new double[120];
    for (int i = 60; i < 120; i++) {
      x[i] = 5 + 0.1 * (i % 7);
    }
    Profiles rows = new Profiles(x, 40, 3);
    int[] labels = IntStream.range(0, 40).map(i -> i < 20 ? 0 : 1).toArray();
    var estimator = new KernelMixture.Estimator(rows, SINGLE, ADAPTIVE, 100, 1, true);
    var next = estimator.next(Optional.empty(), Posteriors.of(labels, 2), 0);
    assertThat(next.mixture().bandwidth(0, 0)).isEqualTo(next.mixture().grid().step());
    assertThat(next.posteriors().labels()).containsExactly(labels);
    assertThat(next.objective()).isFinite();
  }

  @Test
  void densities_without_smoothing_separate_the_same_components() {
    Simulation data = Simulation.of(300, 10);
    var estimator = new KernelMixture.Estimator(data.rows, SINGLE, ADAPTIVE, 200, 1, false);
    var last = iterations(estimator, data.start(), 30).getLast();
    assertThat(ClusterAgreement.of(data.labels, last.posteriors().labels()).adjustedRand())
        .isGreaterThan(0.93);
  }

  @Test
  void the_density_of_new_rows_is_that_of_the_kernels() {
    Simulation data = Simulation.of(2_000, 11);
    KernelMixture mixture =
        iterations(estimator(data.rows, SINGLE, ADAPTIVE), data.start(), 20).getLast().mixture();
    Profiles points = new Profiles(new double[] {3, 4, 5, 0, 0, 0, 100, 0, 0}, 3, 3);
    double normal = -1.5 * Math.log(2 * Math.PI);
    double[] log = mixture.logDensity(points);
    assertThat(log[0]).isCloseTo(Math.log(0.7) + normal, within(0.4));
    assertThat(log[1]).isCloseTo(Math.log(0.3) + normal, within(0.4));
    assertThat(log[2]).isLessThan(-400);
    assertThat(mixture.posteriors(points).labels()).startsWith(1, 0);
  }
}
