package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  private static final Dataset GRID = Datasets.open("grid");
  private static final Evaluation ON_GRID = new Evaluation(GRID);

  @Test
  void a_perfect_sampler_of_the_grid_has_the_expected_scores() {
    Distribution distribution = Objects.requireNonNull(GRID.distribution());
    Scores scores = ON_GRID.of(distribution, new RandomKey(1));
    assertThat(scores.all().keySet())
        .containsExactly(
            "modes",
            "fair-modes",
            "high-quality",
            "kl",
            "centre",
            "true-nll",
            "wasserstein",
            "coverage",
            "density",
            "precision",
            "recall",
            "clipped-density",
            "clipped-coverage",
            "closer-to-training",
            "training-duplicates");
    assertThat(get(scores, "modes").value()).isEqualTo(25);
    assertThat(get(scores, "fair-modes").value()).isEqualTo(25);
    // P(χ²₂ ≤ 9) = 1 − exp(−9/2); five standard errors of 12,500 draws
    double p = 1 - Math.exp(-4.5);
    assertThat(get(scores, "high-quality").value())
        .isCloseTo(p, within(5 * Math.sqrt(p * (1 - p) / 12_500)));
    // 24 degrees of freedom over 2n
    assertThat(get(scores, "kl").value()).isCloseTo(24 / 5_000.0, within(0.003));
    assertThat(get(scores, "kl").ideal()).isCloseTo(24 / 5_000.0, within(0.003));
    // entropy of the mixture, whose modes hardly overlap: ln 25 + ln(2πe σ²)
    assertThat(get(scores, "true-nll").value())
        .isCloseTo(Math.log(25 * 2 * Math.PI * Math.E * 0.01), within(0.05));
    for (var entry : scores.all().entrySet()) {
      Score score = entry.getValue();
      boolean memory =
          List.of("closer-to-training", "training-duplicates").contains(entry.getKey());
      assertThat(Double.isNaN(score.trainingReference())).as(entry.getKey()).isEqualTo(memory);
      assertThat(score.present()).isTrue();
      assertThat(score.n()).isEqualTo(2_500);
      assertThat(score.low()).isLessThanOrEqualTo(score.value());
      assertThat(score.high()).isGreaterThanOrEqualTo(score.value());
      assertThat(score.ideal()).isCloseTo(score.value(), within(0.1));
    }
    assertThat(get(scores, "coverage").ideal())
        .isCloseTo(PrecisionRecallDensityCoverage.expectedCoverage(2_500, 2_500), within(0.01));
    assertThat(scores.classes()).isEmpty();
  }

  @Test
  void an_isolated_mode_is_not_covered_by_a_generator_of_the_other_modes() {
    Dataset outlier = Datasets.open("outlier");
    Evaluation evaluation = new Evaluation(outlier);
    Distribution distribution = Objects.requireNonNull(outlier.distribution());
    Scores perfect = evaluation.of(distribution, new RandomKey(1));
    assertThat(perfect.covers("square")).isTrue();
    assertThat(perfect.covers("isolated")).isTrue();
    Scores rest =
        evaluation.of(
            (n, key) -> RandomTensors.uniform(key, n, 2).mul(new Scalar(0.1)).sub(new Scalar(0.05)),
            new RandomKey(1));
    assertThat(rest.covers("square")).isTrue();
    assertThat(rest.covers("isolated")).isFalse();
    Score missed =
        Objects.requireNonNull(
            Objects.requireNonNull(rest.classes().get("isolated")).get("coverage"));
    assertThat(missed.value()).isZero();
    assertThat(get(rest, "coverage").value())
        .isCloseTo(get(perfect, "coverage").value(), within(0.02));
    assertThat(rest.shares().get("isolated")).isCloseTo(250 / 100_250.0, within(1e-12));
  }

  @Test
  void a_collapsed_sampler_reaches_one_mode_and_covers_almost_nothing() {
    Scores scores = ON_GRID.of((n, _) -> Ops.full(2, n, 2), new RandomKey(1));
    assertThat(get(scores, "modes").value()).isEqualTo(1);
    assertThat(get(scores, "fair-modes").value()).isEqualTo(1);
    assertThat(get(scores, "high-quality").value()).isEqualTo(1);
    assertThat(get(scores, "kl").value()).isCloseTo(Math.log(25), within(1e-9));
    assertThat(get(scores, "coverage").value()).isLessThan(0.05);
    assertThat(get(scores, "recall").value()).isZero();
    assertThat(get(scores, "precision").value()).isEqualTo(1);
    assertThat(get(scores, "coverage").low()).isEqualTo(get(scores, "coverage").high());
    assertThat(get(scores, "wasserstein").value()).isGreaterThan(2);
  }

  @Test
  void a_sampler_far_from_all_modes_has_a_finite_likelihood_and_no_kl() {
    Scores scores = ON_GRID.of((n, _) -> Ops.full(1e6, n, 2), new RandomKey(1));
    assertThat(get(scores, "modes").value()).isZero();
    assertThat(get(scores, "true-nll").present()).isTrue();
    assertThat(get(scores, "kl").present()).isFalse();
    assertThat(get(scores, "kl").reason())
        .isEqualTo("no sample lies within three standard deviations of a mode");
    assertThat(get(scores, "coverage").value()).isZero();
  }

  @Test
  void the_central_mode_of_a_circle_is_reached_from_half_a_percent_of_the_samples() {
    var only =
        new Evaluation.EvaluationSettings(null, Set.of("centre"), false, 1_000, null, _ -> {});
    Evaluation circle = new Evaluation(Datasets.open("circle"), only);
    for (int middle : List.of(0, 4, 5, 1_000)) {
      float[] x = new float[2_000];
      java.util.Arrays.fill(x, 2 * middle, 2_000, 1.4f); // far from any mode
      Scores scores = circle.of((_, _) -> Ops.of(x, 1_000, 2), new RandomKey(1));
      assertThat(scores.all().keySet()).containsExactly("centre");
      assertThat(get(scores, "centre").value()).isEqualTo(middle >= 5 ? 1 : 0);
    }
    Evaluation ring = new Evaluation(Datasets.open("ring"), only);
    assertThat(get(ring.of((n, _) -> Ops.zeros(n, 2), new RandomKey(1)), "centre").reason())
        .isEqualTo("no mode lies in the centre of the others");
  }

  @Test
  void equal_keys_give_equal_scores() {
    Distribution distribution = Objects.requireNonNull(GRID.distribution());
    assertThat(ON_GRID.of(distribution, new RandomKey(2)))
        .isEqualTo(ON_GRID.of(distribution, new RandomKey(2)));
  }

  @Test
  void rare_modes_get_more_samples() {
    Dataset data = Datasets.open("ring:modes=2,points=1000,weights=1/99");
    Distribution distribution = Objects.requireNonNull(data.distribution());
    Scores scores = Evaluation.of(data, distribution, new RandomKey(1));
    assertThat(get(scores, "modes").n()).isEqualTo(10_000);
    assertThat(get(scores, "coverage").n()).isEqualTo(2_500);
    assertThat(get(scores, "fair-modes").value()).isEqualTo(2);
  }

  @Test
  void the_jackknife_error_of_a_mean_is_its_standard_error() {
    // each sample either is of high quality or is not: a mean of zeros and ones
    try (var _ = new Scope()) {
      Tensor good = Ops.full(2, 900, 2);
      Tensor samples = Ops.cat(good, Ops.full(50, 100, 2));
      Score score = get(ON_GRID.of(samples), "high-quality");
      assertThat(score.value()).isCloseTo(0.9, within(1e-12));
      assertThat(score.n()).isEqualTo(1_000);
      // t₉ · √(p(1−p)/n) = 0.0215; ten groups estimate it within half
      assertThat(score.high() - score.value()).isBetween(0.0107, 0.0322);
      assertThat(score.value() - score.low())
          .isCloseTo(score.high() - score.value(), within(1e-12));
    }
  }

  @Test
  void digits_have_scores_per_class() {
    Dataset digits = Datasets.open("digits");
    var evaluation = new Evaluation(digits);
    // training rows of all classes except 9
    Scores scores =
        evaluation.of(
            (n, key) -> {
              Tensor label = Objects.requireNonNull(digits.train().label());
              Tensor rows = Ops.range(digits.train().size());
              Tensor kept = rows.masked_select(label.ne(new Scalar(9)));
              Tensor chosen = kept.index_select(0, RandomTensors.integers(key, kept.numel(), n));
              return digits.train().x(chosen);
            },
            new RandomKey(3));
    assertThat(scores.all().keySet())
        .containsExactly(
            "coverage",
            "density",
            "precision",
            "recall",
            "clipped-density",
            "clipped-coverage",
            "closer-to-training",
            "training-duplicates");
    assertThat(scores.classes().keySet()).containsExactlyElementsOf(digits.classes());
    Score coverage = get(scores, "coverage");
    assertThat(coverage.n()).isEqualTo(1_797);
    assertThat(coverage.ideal()).isCloseTo(1 - 1 / 32.0, within(0.001));
    assertThat(coverage.trainingReference()).isBetween(0.8, coverage.ideal());
    assertThat(get(scores, "density").ideal()).isEqualTo(1);
    assertThat(get(scores, "recall").ideal()).isNaN();
    assertThat(scores.covers("9")).isFalse();
    assertThat(scores.covers("0")).isTrue();
    assertThat(scores.covered()).isEqualTo(9);
    // each class is weighted by its held-out rows
    double[] mean = new double[2];
    long[] labels = Ops.longs(Objects.requireNonNull(digits.heldOut().label()));
    for (long label : labels) {
      mean[0] += byClass(scores, Long.toString(label));
      mean[1]++;
    }
    assertThat(mean[0] / mean[1]).isCloseTo(coverage.value(), within(1e-9));
  }

  @Test
  void invalid_samples_are_rejected() {
    List<Sampler> wrong =
        List.of(
            (n, _) -> Ops.zeros(n, 3),
            (n, _) -> Ops.zeros(n),
            (n, _) -> Ops.zeros(n - 1, 2),
            (n, _) -> Ops.full(Double.NaN, n, 2),
            (n, _) -> Ops.full(Double.POSITIVE_INFINITY, n, 2));
    for (Sampler generator : wrong) {
      assertThatThrownBy(() -> ON_GRID.of(generator, new RandomKey(1)))
          .isInstanceOf(EverymodeException.class);
    }
    assertThatThrownBy(() -> ON_GRID.of(Ops.zeros(9, 2)))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("at least 10 samples are needed, but there are 9; generate more");
  }

  @Test
  void every_metric_has_a_summary_and_unknown_names_get_a_suggestion() {
    assertThat(Metric.all()).extracting(Metric::name).doesNotHaveDuplicates().hasSize(45);
    assertThat(Metric.all()).allSatisfy(m -> assertThat(m.summary()).endsWith("."));
    assertThatThrownBy(() -> Metric.of("coverge"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("did you mean 'coverage'?");
  }

  private static double byClass(Scores scores, String label) {
    var own = Objects.requireNonNull(scores.classes().get(label));
    return Objects.requireNonNull(own.get("coverage")).value();
  }

  @Test
  void draws_share_what_depends_on_the_data_alone() {
    AtomicLong read = new AtomicLong();
    Dataset digits = counted(Datasets.open("digits"), read);
    Evaluation evaluation = new Evaluation(digits);
    long prepared = read.get();
    assertThat(prepared).isPositive();
    List<Integer> asked = new ArrayList<>();
    Sampler sampler =
        (n, key) -> {
          asked.add(n);
          return RandomTensors.uniform(key, n, 1, 8, 8);
        };
    evaluation.of(sampler, new RandomKey(1));
    evaluation.of(sampler, new RandomKey(2));
    assertThat(read).hasValue(prepared);
    assertThat(asked).hasSize(10).containsOnly(1_797);
  }

  @Test
  void training_rows_that_no_metric_needs_are_not_read() {
    AtomicLong read = new AtomicLong();
    Dataset digits = counted(Datasets.open("digits"), read);
    var coverage =
        new Evaluation.EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {})
            .withClasses(ClassSource.IGNORE);
    new Evaluation(digits, coverage);
    // the held-out rows, and as many training rows for comparison
    assertThat(read.getAndSet(0)).isEqualTo(2 * 1_797);
    var duplicates =
        new Evaluation.EvaluationSettings(
                null, Set.of("training-duplicates"), false, 0, null, _ -> {})
            .withClasses(ClassSource.IGNORE);
    new Evaluation(digits, duplicates);
    assertThat(read).hasValue(2 * 1_797 + digits.train().size());
  }

  /// The same data, with a count of the rows that are read.
  @SuppressWarnings("NullAway") // it cannot see the annotation of a compiled nested type
  private static Dataset counted(Dataset data, AtomicLong read) {
    return new Dataset(
        data.name(),
        data.domain(),
        new Counted(data.train(), read),
        new Counted(data.heldOut(), read),
        data.ownHeldOut(),
        data.modes(),
        data.distribution(),
        data.classes(),
        data.hash(),
        data.notes(),
        data.weights());
  }

  private record Counted(Rows rows, AtomicLong read) implements Rows {

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public Tensor x(Tensor chosen) {
      read.addAndGet(chosen.size(0));
      return rows.x(chosen);
    }

    @Override
    public @Nullable Tensor label() {
      return rows.label();
    }
  }

  private static Score get(Scores scores, String metric) {
    return Objects.requireNonNull(scores.all().get(metric));
  }
}
