package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.TrainingHalves;
import everymode.data.catalog.Datasets;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {

  private static final Dataset DIGITS = Datasets.open("digits");
  private static final Evaluation ON_DIGITS = new Evaluation(DIGITS);

  /// Classifies digits by the nearest mean of a class; its features are the pixels.
  private static final FeatureExtractor NEAREST_MEAN =
      new FeatureExtractor() {
        @Override
        public String id() {
          return "nearest-mean";
        }

        @Override
        public List<String> classes() {
          return DIGITS.classes();
        }

        @Override
        public int channels() {
          return 1;
        }

        @Override
        public Output extract(Tensor x) {
          Tensor flat = x.reshape(x.size(0), 64); // [n, 64]
          Tensor train = Ops.toFloat(DIGITS.domain().units(DIGITS.train().all()));
          Tensor label = Objects.requireNonNull(DIGITS.train().label());
          List<Tensor> distances = new ArrayList<>();
          for (int c = 0; c < 10; c++) {
            Tensor own =
                train.reshape(-1, 64).index_select(0, label.eq(new Scalar(c)).nonzero().flatten());
            distances.add(flat.sub(own.mean(0)).square().sum(1));
          }
          Tensor all = torch.stack(Ops.vector(distances), 1); // [n, 10]
          return new Output(flat.contiguous(), all.mul(new Scalar(-5)));
        }
      };

  /// The same network with what it was fitted on.
  private record Fitted(String fittedOn) implements FeatureExtractor {
    @Override
    public String id() {
      return NEAREST_MEAN.id();
    }

    @Override
    public List<String> classes() {
      return NEAREST_MEAN.classes();
    }

    @Override
    public int channels() {
      return NEAREST_MEAN.channels();
    }

    @Override
    public Output extract(Tensor x) {
      return NEAREST_MEAN.extract(x);
    }
  }

  @Test
  void rows_that_a_network_was_fitted_on_are_no_controls_in_its_features() {
    try (var _ = new Scope()) {
      Tensor samples = rows(DIGITS.train(), LongStream.range(0, 1_797).toArray());
      EvaluationSettings settings =
          new EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {});
      Scores all =
          new Evaluation(DIGITS, settings.withExtractor(new Fitted(DIGITS.hash()))).of(samples);
      assertThat(all.verdicts().space()).isEqualTo("pixels");
      assertThat(all.notes())
          .anySatisfy(note -> assertThat(note).startsWith("Verdicts were given between pixels"));
      Dataset half = TrainingHalves.fitting(DIGITS);
      assertThat(half.train().size() + TrainingHalves.unseen(DIGITS).length)
          .isEqualTo(DIGITS.train().size());
      Scores unseen =
          new Evaluation(DIGITS, settings.withExtractor(new Fitted(half.hash()))).of(samples);
      assertThat(unseen.verdicts().space()).isEqualTo("nearest-mean");
      assertThat(unseen.notes())
          .anySatisfy(note -> assertThat(note).contains("the other half are the controls"));
      Scores unknown = new Evaluation(DIGITS, settings.withExtractor(new Fitted(""))).of(samples);
      assertThat(unknown.notes())
          .anySatisfy(note -> assertThat(note).startsWith("If the network was fitted"));
      // with half as many controls, but scaled to the samples
      assertThat(verdict(unseen, "0").with())
          .isCloseTo(verdict(unknown, "0").with(), within(25.0))
          .isNotEqualTo(verdict(unknown, "0").with());
    }
  }

  @Test
  void classes_are_judged_between_pixels_however_many_features_there_are() {
    FeatureExtractor few = // 12 features of 64 pixels
        new FeatureExtractor() {
          @Override
          public String id() {
            return "few";
          }

          @Override
          public String fittedOn() {
            return DIGITS.hash();
          }

          @Override
          public List<String> classes() {
            return List.of();
          }

          @Override
          public int channels() {
            return 1;
          }

          @Override
          public Output extract(Tensor x) {
            return new Output(x.reshape(x.size(0), 64).narrow(1, 20, 12).contiguous(), null);
          }
        };
    try (var _ = new Scope()) {
      Tensor samples = rows(DIGITS.train(), LongStream.range(0, 1_797).toArray());
      EvaluationSettings settings =
          new EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {});
      Scores plain = new Evaluation(DIGITS, settings).of(samples);
      Scores through = new Evaluation(DIGITS, settings.withExtractor(few)).of(samples);
      assertThat(through.verdicts().space()).isEqualTo("pixels");
      assertThat(through.verdicts().byName()).isEqualTo(plain.verdicts().byName());
    }
  }

  private static Tensor rows(Rows rows, long... chosen) {
    return Ops.toFloat(DIGITS.domain().units(rows.x(chosen)));
  }

  private static Score get(Scores scores, String metric) {
    return Objects.requireNonNull(scores.all().get(metric));
  }

  private static ClassVerdict verdict(Scores scores, String name) {
    return Objects.requireNonNull(scores.verdicts().byName().get(name));
  }

  /// The control of docs/metrics.md: blurred real rows have more coverage than real ones.
  @Test
  void averages_of_near_rows_beat_real_rows_and_are_named_smooth_and_alike() {
    try (var _ = new Scope()) {
      Tensor x = rows(DIGITS.train(), LongStream.range(0, 1_797).toArray());
      Tensor flat = x.reshape(1_797, 64);
      Tensor nearest = torch.cdist(flat, flat).topk(5, 1, false, true).get1(); // [n, 5]
      Tensor blurred = flat.index_select(0, nearest.flatten()).reshape(1_797, 5, 64).mean(1);
      Scores scores = ON_DIGITS.of(blurred.reshape(1_797, 1, 8, 8));
      Scores sharp = ON_DIGITS.of(x);
      assertThat(get(scores, "coverage").value()).isGreaterThan(get(sharp, "coverage").value());
      assertThat(get(scores, "density").value()).isGreaterThan(2);
      assertThat(get(scores, "recall").value()).isLessThan(0.1);
      assertThat(scores.notes())
          .anySatisfy(note -> assertThat(note).startsWith("The samples are smooth and alike"));
      assertThat(sharp.notes()).noneMatch(note -> note.contains("smooth and alike"));
    }
  }

  @Test
  void coverage_above_that_of_real_images_is_never_shown_without_a_warning() {
    try (var _ = new Scope()) {
      long[] all = LongStream.range(0, DIGITS.heldOut().size()).toArray();
      Scores scores = ON_DIGITS.of(rows(DIGITS.heldOut(), all)); // held-out rows themselves
      assertThat(get(scores, "coverage").value()).isGreaterThan(get(scores, "coverage").ideal());
      assertThat(scores.notes())
          .anySatisfy(note -> assertThat(note).startsWith("Coverage is above that of real rows"));
    }
  }

  @Test
  void a_small_file_is_compared_with_as_many_training_rows() {
    try (var _ = new Scope()) {
      Scores scores =
          ON_DIGITS.of(rows(DIGITS.train(), LongStream.range(0, 120).map(i -> 31 * i).toArray()));
      Score coverage = get(scores, "coverage");
      assertThat(coverage.trainingReference())
          .isCloseTo(coverage.value(), within(0.06))
          .isLessThan(0.4); // 0.85 with all training rows
      assertThat(scores.verdicts().names(Outcome.MISSED)).isEmpty();
      assertThat(scores.covered()).isEqualTo(10);
    }
  }

  @Test
  void a_large_file_is_compared_with_as_many_training_rows() {
    Evaluation evaluation =
        new Evaluation(
            DIGITS, new EvaluationSettings(null, Set.of("fid"), false, 0, null, _ -> {}));
    try (var _ = new Scope()) {
      int n = DIGITS.train().size(); // more than twice the held-out rows
      Score all =
          get(evaluation.of(rows(DIGITS.train(), LongStream.range(0, n).toArray())), "fid[pixels]");
      assertThat(all.trainingReference()).isCloseTo(all.value(), within(1e-4 * all.value()));
      Score half =
          get(
              evaluation.of(rows(DIGITS.train(), LongStream.range(0, n / 4).toArray())),
              "fid[pixels]");
      assertThat(half.trainingReference()).isGreaterThan(1.01 * all.trainingReference());
    }
  }

  @Test
  void one_repeated_row_of_each_class_is_not_variety() {
    try (var _ = new Scope()) {
      long[] label = DIGITS.train().labels();
      long[] first = new long[10];
      for (int i = label.length - 1; i >= 0; i--) {
        first[(int) label[i]] = i;
      }
      long[] repeated = LongStream.range(0, 1_797).map(i -> first[(int) (i % 10)]).toArray();
      Scores scores = ON_DIGITS.of(rows(DIGITS.train(), repeated));
      assertThat(scores.covered()).isZero();
      assertThat(scores.verdicts().byName().values())
          .anySatisfy(v -> assertThat(v.reason()).isEqualTo(Reason.ALIKE));
    }
  }

  /// Two classes of yes and no: every row coincides with many others.
  private static Dataset coinciding() {
    SplittableRandom random = new SplittableRandom(5);
    Rows[] parts = new Rows[2];
    for (int p = 0; p < 2; p++) {
      int n = p == 0 ? 400 : 100;
      float[] x = new float[2 * n];
      long[] label = new long[n];
      for (int i = 0; i < n; i++) {
        label[i] = i % 2;
        x[2 * i] = label[i];
        x[2 * i + 1] = random.nextInt(2);
      }
      parts[p] = Rows.of(x, label, n, 2);
    }
    return TrainHeldOutSplit.of(parts[0], parts[1])
        .dataset("yes and no", new Domain.Points(2), List.of("a", "b"));
  }

  @Test
  void where_rows_coincide_balls_are_closed_and_nothing_is_expected_of_a_perfect_sampler() {
    Dataset data = coinciding();
    Evaluation evaluation = new Evaluation(data);
    try (var _ = new Scope()) {
      Scores all = evaluation.of(Ops.toFloat(data.train().all()));
      assertThat(get(all, "coverage").value()).isEqualTo(1);
      assertThat(get(all, "coverage").trainingReference()).isEqualTo(1);
      assertThat(get(all, "coverage").ideal()).isNaN();
      assertThat(all.notes()).anySatisfy(note -> assertThat(note).startsWith("Rows coincide"));
      assertThat(all.covered()).isEqualTo(2);
      assertThat(all.notes())
          .anySatisfy(note -> assertThat(note).contains("copies of held-out rows: a (100 %)"));

      float[] x = new float[400];
      for (int i = 0; i < 200; i++) {
        x[2 * i + 1] = i % 2;
      }
      Scores half = evaluation.of(Ops.of(x, 200, 2));
      assertThat(verdict(half, "a").outcome()).isEqualTo(Outcome.COVERED);
      assertThat(verdict(half, "b").outcome()).isEqualTo(Outcome.MISSED);
      assertThat(get(half, "coverage").value()).isBetween(0.4, 0.6);
    }
  }

  @Test
  void coverage_of_0_beside_0_is_not_variety() {
    Score none = new Score(0, 0, 0, 100, 0, Double.NaN, null);
    Scores scores =
        new Scores(
            Map.of("coverage", none), Map.of("a", Map.of("coverage", none)), Map.of("a", 1.0));
    assertThat(Findings.alike(scores, "a")).isTrue();
  }

  @Test
  void counts_of_classes_never_leave_their_range() {
    EvaluationSettings settings = EvaluationSettings.defaults().withExtractor(NEAREST_MEAN);
    Evaluation evaluation = new Evaluation(DIGITS, settings);
    try (var _ = new Scope()) {
      // nine common digits and a few of the tenth, so that leaving out a tenth changes the count
      long[] label = DIGITS.train().labels();
      long[] most =
          LongStream.range(0, label.length).filter(i -> label[(int) i] != 9).limit(600).toArray();
      long[] nines =
          LongStream.range(0, label.length).filter(i -> label[(int) i] == 9).limit(2).toArray();
      Scores scores =
          evaluation.of(
              rows(
                  DIGITS.train(),
                  LongStream.concat(LongStream.of(most), LongStream.of(nines)).toArray()));
      for (String name : List.of("class-modes", "fair-class-modes")) {
        Score score = get(scores, name + "[nearest-mean]");
        assertThat(score.high()).isLessThanOrEqualTo(10);
        assertThat(score.low()).isGreaterThanOrEqualTo(0);
      }
    }
  }

  /// What nobody asked for is not measured; what was asked for does not need the rest.
  @ParameterizedTest
  @ValueSource(strings = {"class-kl", "quality", "diversity", "quality-diversity"})
  void a_score_of_classes_is_the_same_alone_and_beside_all_others(String name) {
    try (var _ = new Scope()) {
      Tensor some = rows(DIGITS.train(), LongStream.range(0, 600).toArray());
      EvaluationSettings all = EvaluationSettings.defaults().withExtractor(NEAREST_MEAN);
      EvaluationSettings alone =
          new EvaluationSettings(NEAREST_MEAN, Set.of(name), false, 0, null, _ -> {});
      String key = name + "[nearest-mean]";
      double value = get(new Evaluation(DIGITS, alone).of(some), key).value();
      assertThat(value).isFinite();
      assertThat(value).isEqualTo(get(new Evaluation(DIGITS, all).of(some), key).value());
    }
  }

  @Test
  void samples_half_way_between_classes_are_a_mixture_of_modes() {
    EvaluationSettings settings =
        new EvaluationSettings(NEAREST_MEAN, Set.of("mode-mixture"), false, 0, null, _ -> {});
    Evaluation evaluation = new Evaluation(DIGITS, settings);
    try (var _ = new Scope()) {
      Tensor real = rows(DIGITS.train(), LongStream.range(0, 1_000).toArray());
      Tensor others = rows(DIGITS.train(), LongStream.range(1_000, 2_000).toArray());
      String name = "mode-mixture[nearest-mean]";
      double pure = get(evaluation.of(real), name).value();
      double mixed = get(evaluation.of(Ops.times(real.add(others), 0.5)), name).value();
      assertThat(pure).isBetween(-0.1, 0.1);
      assertThat(mixed).isGreaterThan(pure + 0.3);
    }
  }

  @Test
  void rare_coverage_alone_has_a_value_and_a_missed_class_counts_as_nothing() {
    EvaluationSettings settings =
        new EvaluationSettings(NEAREST_MEAN, Set.of("rare-coverage"), false, 0, null, _ -> {});
    Evaluation evaluation = new Evaluation(DIGITS, settings);
    try (var _ = new Scope()) {
      long[] label = DIGITS.train().labels();
      String name = "rare-coverage[nearest-mean]";
      Scores all = evaluation.of(rows(DIGITS.train(), LongStream.range(0, 1_797).toArray()));
      assertThat(all.all()).containsOnlyKeys(name);
      assertThat(get(all, name).value()).isCloseTo(get(all, name).trainingReference(), within(0.1));

      long[] others =
          LongStream.range(0, label.length).filter(i -> label[(int) i] != 9).limit(1_797).toArray();
      Scores without = evaluation.of(rows(DIGITS.train(), others));
      assertThat(without.verdicts().names(Outcome.MISSED)).containsExactly("9");
      double weights = 0;
      double sum = 0;
      for (String c : DIGITS.classes()) {
        double weight = 1 / Objects.requireNonNull(without.shares().get(c));
        weights += weight;
        sum += c.equals("9") ? 0 : weight * without.coverage(c).value();
      }
      assertThat(sum).isFinite();
      assertThat(get(without, name).value()).isCloseTo(sum / weights, within(0.005));
    }
  }

  @Test
  void all_rows_serve_as_the_reference_when_asked_for() {
    Dataset data = coinciding();
    Evaluation evaluation =
        new Evaluation(data, EvaluationSettings.defaults().withRows(RowPart.ALL));
    assertThat(evaluation.asked()).isEqualTo("against all rows");
    try (var _ = new Scope()) {
      Scores scores = evaluation.of(Ops.toFloat(data.heldOut().all()));
      assertThat(get(scores, "coverage").n()).isEqualTo(100);
      assertThat(get(scores, "coverage").trainingReference()).isNaN();
      assertThat(get(scores, "closer-to-training").reason()).contains("--rows held-out");
      assertThat(scores.covered()).isEqualTo(2);
    }
  }

  @Test
  void unlabelled_data_are_told_that_modes_were_not_judged() {
    Dataset roll = Datasets.open("swiss-roll");
    try (var _ = new Scope()) {
      Scores scores = new Evaluation(roll).of(Ops.toFloat(roll.train().first(500)));
      assertThat(scores.verdicts().isEmpty()).isTrue();
      assertThat(scores.notes()).anySatisfy(note -> assertThat(note).contains("--classes auto"));
    }
  }
}
