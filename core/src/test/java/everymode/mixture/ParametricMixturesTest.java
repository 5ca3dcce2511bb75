package everymode.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.cluster.ClusterAgreement;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ParametricMixturesTest {

  private static final RandomKey KEY = new RandomKey(5);

  private static Profiles repeated(int[] labels, double[] mean, double[] deviation, int r) {
    SplittableRandom random = KEY.fold("rows").random();
    double[] x = new double[labels.length * r];
    for (int i = 0; i < x.length; i++) {
      int j = labels[i / r];
      x[i] = mean[j] + deviation[j] * random.nextGaussian();
    }
    return new Profiles(x, labels.length, r);
  }

  private static int[] thirds(int n) {
    return IntStream.range(0, n).map(i -> i % 3).toArray();
  }

  @Test
  void repeated_measures_are_separated_by_mean_and_deviation() {
    int[] labels = thirds(600);
    Profiles rows = repeated(labels, new double[] {0, 0, 4}, new double[] {1, 5, 1}, 8);
    var best =
        IntStream.range(0, 20)
            .mapToObj(s -> RepeatedGaussianMixture.fit(rows, 3, 500, 1e-6, KEY.fold(s)))
            .flatMap(java.util.Optional::stream)
            .max(java.util.Comparator.comparingDouble(Em.Fit::logLikelihood))
            .orElseThrow();
    assertThat(ClusterAgreement.of(labels, best.posteriors().labels()).adjustedRand())
        .isGreaterThan(0.97);
    double[] deviations =
        IntStream.range(0, 3).mapToDouble(best.mixture()::deviation).sorted().toArray();
    assertThat(deviations[2]).isCloseTo(5, within(0.3));
    double wide = best.mixture().logDensity(new Profiles(new double[8], 1, 8))[0];
    double exact = Math.log(1 / 3.0) - 4 * Math.log(2 * Math.PI);
    assertThat(wide).isCloseTo(exact, within(0.3));
  }

  @Test
  void the_criteria_choose_the_number_of_components() {
    Profiles rows = repeated(thirds(600), new double[] {0, 6, 12}, new double[] {1, 1, 1}, 6);
    for (var criterion : ComponentCount.Criterion.values()) {
      double[] value = new double[6];
      for (int m = 1; m <= 5; m++) {
        int count = m;
        value[m] =
            IntStream.range(0, 10)
                .mapToDouble(s ->
                    ComponentCount.CORRECTED
                        .value(criterion, rows, count, KEY.fold(s))
                        .orElse(Double.NEGATIVE_INFINITY))
                .max()
                .orElseThrow();
      }
      assertThat(value[3]).isGreaterThan(value[2]);
      if (criterion != ComponentCount.Criterion.AIC) {
        assertThat(value[3]).as(criterion.name()).isGreaterThan(Math.max(value[4], value[5]));
      }
    }
  }

  @Test
  void the_released_criteria_count_columns_and_no_deviations() {
    Profiles rows = repeated(thirds(90), new double[] {0, 6, 12}, new double[] {1, 1, 1}, 6);
    var fit = RepeatedGaussianMixture.fit(rows, 2, 500, 1e-2, KEY).orElseThrow();
    double likelihood = fit.logLikelihood();
    var bic = ComponentCount.Criterion.BIC;
    assertThat(ComponentCount.RELEASED.value(bic, rows, 2, KEY))
        .hasValueSatisfying(
            v -> assertThat(v).isCloseTo(likelihood - 3 * Math.log(6) / 2, within(1e-9)));
    assertThat(ComponentCount.CORRECTED.value(bic, rows, 2, KEY))
        .hasValueSatisfying(
            v -> assertThat(v).isCloseTo(likelihood - 5 * Math.log(90) / 2, within(1e-9)));
    double entropy = -Arrays.stream(fit.mixture().weights()).map(p -> p * Math.log(p)).sum();
    assertThat(ComponentCount.RELEASED.value(ComponentCount.Criterion.ICL, rows, 2, KEY))
        .hasValueSatisfying(
            v -> assertThat(v).isCloseTo(likelihood - 3 * Math.log(6) / 2 + entropy, within(1e-9)));
  }

  /// Rows of counts whose shares of the columns depend on the class.
  private static Profiles counts(int[] labels, double[][] share) {
    SplittableRandom random = KEY.fold("counts").random();
    int r = share[0].length;
    double[] x = new double[labels.length * r];
    for (int i = 0; i < labels.length; i++) {
      int total = 200 + random.nextInt(2_000);
      for (int draw = 0; draw < total; draw++) {
        double left = random.nextDouble();
        int k = 0;
        while (k < r - 1 && left >= share[labels[i]][k]) {
          left -= share[labels[i]][k++];
        }
        x[i * r + k]++;
      }
    }
    return new Profiles(x, labels.length, r);
  }

  @Test
  void counts_are_clustered_by_their_shares() {
    int[] labels = thirds(150);
    double[][] share = {{0.4, 0.4, 0.1, 0.1}, {0.1, 0.1, 0.4, 0.4}, {0.25, 0.25, 0.25, 0.25}};
    Profiles rows = counts(labels, share);
    Blocks conditions = Blocks.of(List.of("a", "a", "b", "b"));
    PoissonMixture poisson = PoissonMixture.fit(rows, conditions, 3, KEY);
    assertThat(ClusterAgreement.of(labels, poisson.posteriors(rows).labels()).adjustedRand())
        .isEqualTo(1);
    double[] total = {0, 0};
    for (int j = 0; j < 3; j++) {
      total[0] += poisson.rate(j, 0);
      total[1] += poisson.rate(j, 1);
    }
    assertThat(Arrays.stream(poisson.weights()).sum()).isCloseTo(1, within(1e-9));
    assertThat(total[0] + total[1]).isCloseTo(6, within(0.2)); // each relative to its own share
    for (var transformed : DiagonalMixture.Proportions.values()) {
      Profiles x = transformed.of(rows);
      int[] found = DiagonalMixture.fit(x, 3, KEY).posteriors(x).labels();
      assertThat(ClusterAgreement.of(labels, found).adjustedRand()).isGreaterThan(0.98);
    }
  }

  @Test
  void proportions_are_of_counts_plus_one() {
    Profiles two = new Profiles(new double[] {2, 0, 1, 0}, 2, 2);
    assertThat(DiagonalMixture.Proportions.LOGIT.of(two).x()[0])
        .isCloseTo(Math.log(3) / Math.log(2), within(1e-12));
    assertThat(DiagonalMixture.Proportions.ARCSINE.of(two).x()[0])
        .isCloseTo(Math.PI / 3, within(1e-12));
  }

  @Test
  void equal_first_centres_count_once() {
    Profiles rows = new Profiles(new double[] {0, 0.1, 5, 5.1, 9}, 5, 1);
    int[] labels = KMeans.from(rows, new double[][] {{0}, {0}, {5}, {9}});
    assertThat(labels).containsExactly(0, 0, 1, 1, 2);
  }

  @Test
  void a_start_gives_every_component_a_row() {
    Profiles rows = repeated(thirds(60), new double[] {0, 6, 12}, new double[] {1, 1, 1}, 4);
    int[] labels = SmallEm.attempt(rows, 6, KEY).orElseThrow().labels();
    assertThat(Arrays.stream(labels).distinct().count()).isEqualTo(6);
    int[] refined = SmallEm.refined(rows, labels);
    assertThat(Arrays.stream(refined).max().orElseThrow()).isBetween(2, 5);
  }
}
