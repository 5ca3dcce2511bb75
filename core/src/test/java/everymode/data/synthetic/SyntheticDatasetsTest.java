package everymode.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sets of Zhong and others: two with an isolated mode, two mixtures.
class SyntheticDatasetsTest {

  private static final double[][] TEN = {
    {14.752, -9.586}, {0.801, 3.412}, {5.371, 11.767}, {8.487, 11.739}, {12.413, 2.822},
    {14.596, -2.529}, {-7.801, 13.232}, {-5.237, 6.273}, {-6.871, 11.958}, {10.794, -11.473},
  };

  @ParameterizedTest
  @CsvSource({"sine, curve", "outlier, square"})
  void an_isolated_mode_has_a_quarter_of_a_percent_of_the_rows(String spec, String most) {
    Dataset data = Datasets.open(spec);
    assertThat(data.classes()).containsExactly(most, "isolated");
    assertThat(data.modes()).isNull();
    assertThat(data.train().size()).isEqualTo(100_250);
    assertThat(counts(data.train())).containsExactly(100_000, 250);
    assertThat(counts(Datasets.open(spec + ":points=2005").train())).containsExactly(2_000, 5);
    assertThat(data.describe()).isEqualTo("100,250 points in 2 dimensions, 2 classes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sine", "outlier"})
  void six_isolated_rows_are_held_out_for_every_seed(String name) {
    for (String spec : new String[] {":seed=0", ":seed=1", ":seed=2", ":points=2005"}) {
      Dataset data = Datasets.open(name + spec);
      assertThat(counts(data.heldOut())).containsExactly(2_494, 6);
    }
    assertThat(Datasets.open(name + ":seed=1").heldOut().hash())
        .isNotEqualTo(Datasets.open(name).heldOut().hash());
  }

  @Test
  void rows_of_the_curve_are_on_the_sine() {
    Dataset data = Datasets.open("sine");
    for (Rows rows : new Rows[] {data.train(), data.heldOut()}) {
      float[] x = numbers(rows);
      long[] label = labels(rows);
      for (int row = 0; row < label.length; row++) {
        if (label[row] == 0) {
          double wide = 1_000.0 * x[2 * row];
          double y = wide * StrictMath.sin(Math.PI * wide / 250) / 1_000;
          // stored in single precision; the two ways to write the argument differ in double
          assertThat(x[2 * row + 1]).isCloseTo((float) y, within(Math.ulp((float) y) + 1e-11f));
        }
      }
    }
  }

  @Test
  void the_curve_is_uniform_along_its_first_coordinate() {
    double[] along = column(Datasets.open("sine").train(), 0, 0);
    uniform(along, -10, 10);
  }

  @Test
  void the_square_is_uniform_in_both_coordinates() {
    Rows rows = Datasets.open("outlier").train();
    double[] right = column(rows, 0, 0);
    double[] up = column(rows, 0, 1);
    uniform(right, -0.05, 0.05);
    uniform(up, -0.05, 0.05);
    // bounded by 1, so that the mean of products keeps Hoeffding's bound, here at 1e-9
    double product =
        IntStream.range(0, up.length).mapToDouble(i -> 400 * right[i] * up[i]).average().orElse(9);
    assertThat(product).isCloseTo(0, within(Math.sqrt(2 * Math.log(2e9) / up.length)));
  }

  @ParameterizedTest
  @CsvSource({"sine, 0, 10, 0.5, 1000", "outlier, 2, 2, 0.05, 2000"})
  void the_isolated_mode_has_its_mean_and_variance(
      String spec, double x, double y, double variance, double divisor) {
    Rows rows = Datasets.open(spec).train();
    double deviation = Math.sqrt(variance) / divisor;
    double[] mean = {x, y};
    for (int i = 0; i < 2; i++) {
      double[] z = column(rows, 1, i);
      double middle = mean[i];
      double t = 12; // each bound fails once in e^12 / 2
      assertThat(Arrays.stream(z).average().orElse(Double.NaN))
          .isCloseTo(middle, within(deviation * Math.sqrt(2 * t / z.length)));
      double ratio =
          Arrays.stream(z).map(v -> (v - middle) / deviation).map(v -> v * v).sum() / z.length;
      // Laurent and Massart for chi-squared of n degrees of freedom
      assertThat(ratio).isCloseTo(1, within(2 * Math.sqrt(t / z.length) + 2 * t / z.length));
    }
  }

  @ParameterizedTest
  @CsvSource({"sine, 5", "outlier, 1"})
  void the_distribution_draws_the_isolated_mode_with_its_share(String spec, double above) {
    try (var _ = new Scope()) {
      int n = 1_000_000;
      Distribution distribution = Objects.requireNonNull(Datasets.open(spec).distribution());
      float[] x = Ops.floats(distribution.sample(n, new RandomKey(1)));
      double side = spec.equals("sine") ? 0.01 : 3; // the curve passes 5 only where |x| > 5
      long hits =
          IntStream.range(0, n)
              .filter(i -> Math.abs(x[2 * i]) < side && x[2 * i + 1] > above)
              .count();
      double expected = n * 250 / 100_250.0;
      // Chernoff: a relative error of 0.16 once in 6e8
      assertThat((double) hits).isCloseTo(expected, within(0.16 * expected));
    }
  }

  @Test
  void distances_of_the_helix_centres_increase() {
    Distribution.GaussianMixture modes = modes("helix");
    assertThat(modes.count()).isEqualTo(20);
    assertThat(modes.deviation()).containsOnly(1);
    double[] nearest = IntStream.range(0, 20).mapToDouble(i -> nearest(modes.mean(), i)).toArray();
    double[] known = {1, 1, 3.07, 5.38, 8.05, 11.2};
    assertThat(Arrays.copyOf(nearest, 6)).containsExactly(known, within(0.05));
    assertThat(nearest[19]).isCloseTo(119, within(0.5));
    for (int i = 0; i < 20; i++) {
      double[] centre = modes.mean()[i];
      assertThat(Math.hypot(centre[0], centre[1])).isCloseTo(i * i, within(1e-12 * (1 + i * i)));
    }
    assertThat(modes.mean()[1]).containsExactly(new double[] {0.944957, 0.327195}, within(1e-6));
    inOrder(Datasets.open("helix"), 50);
  }

  @Test
  void a_scaled_helix_is_the_same_but_smaller() {
    Distribution.GaussianMixture modes = modes("helix:scale=100,std=2");
    assertThat(modes.deviation()).containsOnly(0.02);
    for (int i = 0; i < 20; i++) {
      assertThat(modes.mean()[i])
          .containsExactly(
              Arrays.stream(modes("helix").mean()[i]).map(c -> c / 100).toArray(), within(1e-12));
    }
    float[] small = numbers(Datasets.open("helix:scale=100").train());
    float[] large = numbers(Datasets.open("helix").train());
    for (int i = 0; i < small.length; i++) {
      assertThat(100 * small[i]).isCloseTo(large[i], within(1e-4f)); // single precision of 363
    }
  }

  @Test
  void ten_gaussians_have_the_published_centres() {
    Distribution.GaussianMixture modes = modes("gmm10");
    assertThat(modes.mean()).isDeepEqualTo(TEN);
    assertThat(modes.share()).containsOnly(0.1);
    assertThat(modes.deviation()).containsOnly(Math.sqrt(0.05));
    Dataset data = Datasets.open("gmm10");
    assertThat(data.train().size()).isEqualTo(64_000);
    inOrder(data, 6_400);
    float[] x = numbers(data.train());
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double z = x[i] - TEN[i / 12_800][i % 2];
      sum += z * z;
    }
    double t = 20; // Laurent and Massart
    assertThat(sum / x.length / 0.05)
        .isCloseTo(1, within(2 * Math.sqrt(t / x.length) + 2 * t / x.length));
  }

  /// Rows are ordered by mode, each within six standard deviations.
  private static void inOrder(Dataset data, int each) {
    Distribution.GaussianMixture modes = Objects.requireNonNull(data.modes());
    float[] x = numbers(data.train());
    assertThat(x).hasSize(2 * each * modes.count());
    for (int row = 0; row < x.length / 2; row++) {
      double[] point = {x[2 * row], x[2 * row + 1]};
      assertThat(modes.distance(point, row / each)).isLessThan(6);
    }
  }

  /// The inequality of Dvoretzky, Kiefer, Wolfowitz and Massart, at 1e-9.
  private static void uniform(double[] values, double low, double high) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    assertThat(sorted[0]).isGreaterThanOrEqualTo(low);
    assertThat(sorted[sorted.length - 1]).isLessThanOrEqualTo(high);
    double n = sorted.length;
    double most =
        IntStream.range(0, sorted.length)
            .mapToDouble(i -> Math.abs((i + 0.5) / n - (sorted[i] - low) / (high - low)))
            .max()
            .orElse(1);
    assertThat(most).isLessThan(Math.sqrt(Math.log(2e9) / (2 * n)));
  }

  private static double nearest(double[][] mean, int i) {
    return IntStream.range(0, mean.length)
        .filter(j -> j != i)
        .mapToDouble(j -> Math.hypot(mean[i][0] - mean[j][0], mean[i][1] - mean[j][1]))
        .min()
        .orElseThrow();
  }

  private static Distribution.GaussianMixture modes(String spec) {
    return Objects.requireNonNull(Datasets.open(spec).modes());
  }

  private static float[] numbers(Rows rows) {
    try (var _ = new Scope()) {
      return Ops.floats(rows.all());
    }
  }

  private static long[] labels(Rows rows) {
    try (var _ = new Scope()) {
      return Ops.longs(Objects.requireNonNull(rows.label()));
    }
  }

  private static int[] counts(Rows rows) {
    int[] counts = new int[2];
    for (long label : labels(rows)) {
      counts[(int) label]++;
    }
    return counts;
  }

  /// One coordinate of the rows of a class.
  private static double[] column(Rows rows, int label, int coordinate) {
    float[] x = numbers(rows);
    long[] labels = labels(rows);
    return IntStream.range(0, labels.length)
        .filter(row -> labels[row] == label)
        .mapToDouble(row -> x[2 * row + coordinate])
        .toArray();
  }
}
