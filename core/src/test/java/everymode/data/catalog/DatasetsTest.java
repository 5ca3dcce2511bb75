package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetsTest {

  @ParameterizedTest
  @CsvSource({
    "ring, 1200, 8",
    "grid, 1250, 25",
    "nine, 50000, 9",
    "circle, 5150, 101",
    "helix, 1000, 20",
    "helix:scale=361, 1000, 20",
    "gmm10, 64000, 10",
    "ring:modes=3, 450, 3"
  })
  void mixtures_have_their_points_and_modes(String spec, int points, int modes) {
    Dataset data = Datasets.open(spec);
    assertThat(data.train().size()).isEqualTo(points);
    assertThat(data.heldOut().size()).isEqualTo(2_500);
    assertThat(modes(data).count()).isEqualTo(modes);
    assertThat(Arrays.stream(modes(data).share()).sum()).isCloseTo(1, within(1e-12));
    assertThat(data.train().label()).isNull();
    assertThat(data.name()).isEqualTo(spec);
  }

  @Test
  void every_mode_has_its_exact_number_of_points() {
    assertThat(counts(Datasets.open("ring"))).containsOnly(150);
    assertThat(counts(Datasets.open("grid"))).containsOnly(50);
    // 50,000 = 9 × 5,555 + 5
    assertThat(counts(Datasets.open("nine")))
        .containsExactly(5556, 5556, 5556, 5556, 5556, 5555, 5555, 5555, 5555);
    assertThat(counts(Datasets.open("ring:modes=3,points=100,weights=1/2/7")))
        .containsExactly(10, 20, 70);
  }

  @Test
  void training_rows_are_ordered_by_mode() {
    Dataset data = Datasets.open("circle");
    double[] x = Ops.doubles(data.train().all());
    for (int row = 0; row < 5_150; row++) {
      double[] point = {x[2 * row], x[2 * row + 1]};
      // neighbours are 6.3 standard deviations apart, so the nearest mode can be another
      assertThat(modes(data).distance(point, Math.min(row / 50, 100))).isLessThan(6);
    }
    assertThat(modes(data).share()[100]).isCloseTo(3 * modes(data).share()[0], within(1e-12));
  }

  @Test
  void a_mode_has_its_mean_and_standard_deviation() {
    Dataset data = Datasets.open("nine:std=0.2");
    double[] x = Ops.doubles(data.train().all());
    double sum = 0;
    double squares = 0;
    int n = 5556; // rows of the first mode, at (−2, −2)
    for (int i = 0; i < 2 * n; i++) {
      sum += x[i];
      squares += (x[i] + 2) * (x[i] + 2);
    }
    // five standard errors of the mean and of the variance of 11,112 numbers
    assertThat(sum / (2 * n)).isCloseTo(-2, within(5 * 0.2 / Math.sqrt(2 * n)));
    assertThat(squares / (2 * n)).isCloseTo(0.04, within(5 * 0.04 * Math.sqrt(2.0 / (2 * n))));
  }

  @Test
  void opening_is_reproducible_and_depends_on_the_seed() {
    for (String name : Datasets.names()) {
      if (!name.equals("stacked")) { // needs MNIST, which may be missing
        Dataset data = Datasets.open(name);
        Dataset again = Datasets.open(name);
        assertThat(data.hash()).hasSize(64).isEqualTo(again.hash());
        assertThat(data.heldOut().hash()).isEqualTo(again.heldOut().hash());
      }
    }
    for (String name : List.of("helix", "gmm10", "sine", "outlier")) {
      assertThat(Datasets.open(name + ":seed=1").hash()).isNotEqualTo(Datasets.open(name).hash());
    }
    assertThat(Datasets.open("grid:seed=1").hash()).isNotEqualTo(Datasets.open("grid").hash());
    assertThat(Datasets.open("grid:seed=0").hash()).isEqualTo(Datasets.open("grid").hash());
  }

  @Test
  void the_rows_never_change_between_versions() {
    assertThat(Datasets.open("ring").hash()).startsWith("7b9fd69a94bebd02");
    assertThat(Datasets.open("helix").hash()).startsWith("67313710615aa9ae");
    assertThat(Datasets.open("gmm10").hash()).startsWith("18430fcdcd5a15cf");
    assertThat(Datasets.open("sine").hash()).startsWith("72a2de71ae4e190d");
    assertThat(Datasets.open("outlier").hash()).startsWith("8acdbad005e6cda9");
    assertThat(Datasets.open("swiss-roll").hash()).startsWith("b784b199e0d8483b");
    assertThat(Datasets.open("digits").hash()).startsWith("0e6e7c2008984f24");
  }

  @Test
  void fresh_draws_do_not_depend_on_their_number() {
    Distribution distribution = Objects.requireNonNull(Datasets.open("grid").distribution());
    try (var _ = new Scope()) {
      double[] few = Ops.doubles(distribution.sample(300, new RandomKey(5)));
      double[] many = Ops.doubles(distribution.sample(1_000, new RandomKey(5)));
      assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
      assertThat(Ops.doubles(distribution.sample(300, new RandomKey(6)))).isNotEqualTo(few);
    }
  }

  @Test
  void fresh_draws_hit_every_mode_with_its_share() {
    Dataset data = Datasets.open("ring:modes=3,weights=1/2/7");
    try (var _ = new Scope()) {
      int n = 20_000;
      double[] x =
          Ops.doubles(Objects.requireNonNull(data.distribution()).sample(n, new RandomKey(1)));
      int[] hits = new int[3];
      for (int i = 0; i < n; i++) {
        hits[modes(data).nearest(new double[] {x[2 * i], x[2 * i + 1]})]++;
      }
      for (int j = 0; j < 3; j++) {
        double p = modes(data).share()[j];
        assertThat(hits[j] / (double) n).isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / n)));
      }
    }
  }

  @Test
  void the_density_of_one_gaussian_is_the_textbook_one() {
    var modes =
        new Distribution.GaussianMixture(
            new double[][] {{1, 2}}, new double[] {0.5}, new double[] {1});
    double expected = -Math.log(2 * Math.PI * 0.25) - (0.3 * 0.3 + 0.4 * 0.4) / (2 * 0.25);
    assertThat(modes.logDensity(new double[] {1.3, 2.4})).isCloseTo(expected, within(1e-12));
    assertThat(modes.logDensity(new double[] {1e9, 0})).isFinite();
  }

  @Test
  void the_density_of_a_mixture_integrates_to_one() {
    var modes =
        new Distribution.GaussianMixture(
            new double[][] {{0}, {3}}, new double[] {1, 0.5}, new double[] {0.3, 0.7});
    double sum = 0;
    for (double x = -10; x < 13; x += 0.01) {
      sum += 0.01 * Math.exp(modes.logDensity(new double[] {x}));
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  @Test
  void the_swiss_roll_is_a_spiral_of_two_turns() {
    Dataset data = Datasets.open("swiss-roll:points=5000");
    assertThat(data.modes()).isNull();
    double[] x = Ops.doubles(data.train().all());
    for (int i = 0; i < x.length; i += 2) {
      double t = 7.5 * Math.hypot(x[i], x[i + 1]);
      // six standard deviations of noise on either side of 1.5π to 4.5π
      assertThat(t).isBetween(1.5 * Math.PI - 1.5, 4.5 * Math.PI + 1.5);
    }
  }

  @Test
  void the_digits_are_sixteenths_with_ten_classes() {
    Dataset data = Datasets.open("digits");
    assertThat(data.train().size()).isEqualTo(3_823);
    assertThat(data.heldOut().size()).isEqualTo(1_797);
    assertThat(data.classes()).hasSize(10);
    assertThat(data.notes()).hasSize(1);
    assertThat(data.describe()).isEqualTo("3,823 images 8×8, 10 classes");
    float[] x = Ops.floats(data.train().all());
    assertThat(Arrays.copyOf(x, 8))
        .containsExactly(0, 1 / 16f, 6 / 16f, 15 / 16f, 12 / 16f, 1 / 16f, 0, 0);
    long[] count = new long[10];
    for (long label : Ops.longs(Objects.requireNonNull(data.train().label()))) {
      count[(int) label]++;
    }
    assertThat(count).containsExactly(376, 389, 380, 389, 387, 376, 377, 387, 380, 382);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gird | no data set called 'gird'; did you mean 'grid'?",
        "gird:std=1 | no data set called 'gird'; did you mean 'grid'?",
        "no/such.idx | no/such.idx: there is no such file",
        "grid:sdt=1 | no option of data set 'grid' called 'sdt'; did you mean 'std'?",
        "grid:std=-1 | data set 'grid': std must be a number above 0 and at most 1000000, but is -1",
        "grid:std=x | but is x",
        "grid:std | options must be key=value",
        "grid:std=1,std=2 | std is given twice",
        "ring:modes=0 | modes must be a whole number from 1 to 10000, but is 0",
        "ring:modes=1.5 | but is 1.5",
        "ring:points=7 | points must be a whole number from 8 to 10000000, but is 7",
        "ring:modes=2,weights=1/2/3 | weights must be 2 numbers above 0",
        "ring:modes=2,weights=1/0 | weights must be 2 numbers above 0",
        "ring:modes=2,points=2,weights=1/9 | of 2 points mode 0 gets none",
        "digits:std=1 | data set 'digits' has no options",
        "swiss-roll:std=1 | no option of data set 'swiss-roll' called 'std'",
        "helix:scale=0 | scale must be a number above 0 and at most 1000000, but is 0",
        "helix:scale=-2 | but is -2",
        "helix:radius=2 | no option of data set 'helix' called 'radius'",
        "helix:weights=1/2 | weights must be 20 numbers above 0",
        "gmm10:scale=2 | no option of data set 'gmm10' called 'scale'",
        "gmm10:points=9 | points must be a whole number from 10 to 10000000, but is 9",
        "sine:std=1 | no option of data set 'sine' called 'std'",
        "sine:weights=1/1 | no option of data set 'sine' called 'weights'",
        "sine:points=100 | the isolated mode needs a training point, but of 100 points it gets none",
        "outlier:points=1 | points must be a whole number from 2 to 10000000, but is 1",
        "outlier:seed=-1 | seed must be a whole number from 0 to",
      })
  void mistakes_are_reported(String spec, String message) {
    assertThatThrownBy(() -> Datasets.open(spec))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private static Distribution.GaussianMixture modes(Dataset data) {
    return Objects.requireNonNull(data.modes());
  }

  private static int[] counts(Dataset data) {
    double[] x = Ops.doubles(data.train().all());
    int[] counts = new int[modes(data).count()];
    for (int i = 0; i < x.length; i += 2) {
      counts[modes(data).nearest(new double[] {x[i], x[i + 1]})]++;
    }
    return counts;
  }
}
