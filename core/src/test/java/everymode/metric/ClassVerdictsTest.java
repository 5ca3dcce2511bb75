package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.ClassTest;
import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.neighbour.ClassRegions;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.BinomialBounds;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassVerdictsTest {

  private static final int REPETITIONS = 100;
  private static final RandomKey KEY = new RandomKey(18);

  /// Rows of two unit Gaussians, the class (0) at a distance from the others (1).
  private record Law(int dim, double distance, double share) {

    PointSet rows(SplittableRandom random, int own, int others, double deviation) {
      float[] values = new float[(own + others) * dim];
      for (int i = 0; i < values.length; i++) {
        double centre = i % dim == 0 && i / dim < own ? distance : 0;
        values[i] = (float) (centre + deviation * random.nextGaussian());
      }
      return new PointSet(own + others, dim, values);
    }

    /// A random number of rows of the class.
    int own(SplittableRandom random, int n, double part) {
      return (int) random.doubles(n).filter(u -> u < part * share).count();
    }
  }

  /// One data set, drawn afresh.
  private record Drawn(Law law, ClassRegions regions, ClassTest test, SplittableRandom random) {

    static Drawn of(Law law, int rows, int repetition) {
      SplittableRandom random = KEY.fold(law.toString()).fold(rows).fold(repetition).random();
      int all = (int) Math.round(rows / law.share);
      int held = all / 5;
      int own = Math.max(2, law.own(random, held, 1));
      long[] label = new long[held];
      Arrays.fill(label, own, held, 1);
      ClassRegions regions = new ClassRegions(law.rows(random, own, held - own, 1), label, 2);
      int n = all - held;
      int controls = law.own(random, n, 1);
      long[] classes = new long[n];
      Arrays.fill(classes, controls, n, 1);
      long[][] counts = regions.count(law.rows(random, controls, n - controls, 1), classes);
      ClassTest test = new ClassTest(true, n, n - controls, counts[0][0], counts[1][0], all);
      return new Drawn(law, regions, test, random);
    }

    ClassVerdict verdict(double part, double deviation) {
      int samples = (int) test.samples();
      int own = law.own(random, samples, part);
      return test.of(regions.count(law.rows(random, own, samples - own, deviation))[0]);
    }
  }

  /// With held-out rows, training rows and samples drawn afresh each time, and random numbers of
  /// rows by class, both errors are at most 1 %, up to chance. `tools/verdicts` repeats it in many
  /// more cells.
  @ParameterizedTest
  @CsvSource({
    "2, 2.5, 0.05, 6", "2, 2.5, 0.05, 30", "2, 2.5, 0.2, 300",
    "2, 12, 0.05, 6", "2, 12, 0.05, 30", "2, 12, 0.2, 300",
    "64, 2.5, 0.05, 6", "64, 2.5, 0.05, 30", "64, 2.5, 0.2, 300",
    "64, 12, 0.05, 6", "64, 12, 0.05, 30", "64, 12, 0.2, 300",
  })
  void both_errors_are_at_most_one_per_cent(int dim, double distance, double share, int rows) {
    int falselyCovered = 0;
    int falselyMissed = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      Drawn drawn = Drawn.of(new Law(dim, distance, share), rows, i);
      falselyMissed += drawn.verdict(1, 1).missed() ? 1 : 0;
      falselyCovered += drawn.verdict(0, 1).covered() ? 1 : 0;
    }
    assertThat(BinomialBounds.atLeast(REPETITIONS, 0.01, falselyCovered)).isGreaterThan(0.001);
    assertThat(BinomialBounds.atLeast(REPETITIONS, 0.01, falselyMissed)).isGreaterThan(0.001);
  }

  @Test
  void a_class_of_the_same_law_as_the_others_is_mixed() {
    int judged = 0;
    int mixed = 0;
    for (int i = 0; i < REPETITIONS; i++) {
      ClassVerdict verdict = Drawn.of(new Law(2, 0, 0.05), 30, i).verdict(1, 1);
      judged += verdict.outcome() == Outcome.NOT_JUDGED ? 0 : 1;
      mixed += verdict.reason() == Reason.MIXED ? 1 : 0;
    }
    assertThat(BinomialBounds.atLeast(REPETITIONS, 0.01, judged)).isGreaterThan(0.001);
    assertThat(mixed).isGreaterThan(REPETITIONS * 9 / 10);
  }

  @Test
  void thirty_rows_far_off_are_judged() {
    int[] right = new int[4];
    for (int i = 0; i < REPETITIONS; i++) {
      Drawn drawn = Drawn.of(new Law(10, 12, 0.05), 30, i);
      right[0] += drawn.verdict(1, 1).covered() ? 1 : 0;
      right[1] += drawn.verdict(1, 1.3).covered() ? 1 : 0;
      right[2] += drawn.verdict(0, 1).missed() ? 1 : 0;
      right[3] += drawn.verdict(0.1, 1).missed() ? 1 : 0;
    }
    assertThat(Arrays.stream(right).min().orElseThrow()).isGreaterThan(REPETITIONS * 9 / 10);
  }

  /// Digits of which half of the training part are the controls; the other half stand for samples.
  private record Nines(Dataset data, Rows fresh) {

    static Nines of(Dataset digits, int training, int heldOut, int seed) {
      long[] label = digits.train().labels();
      int[] order = order(label.length, seed);
      long[] controls = limited(label, Arrays.copyOf(order, order.length / 2), training);
      int[] rest = Arrays.copyOfRange(order, order.length / 2, order.length);
      long[] test = digits.heldOut().labels();
      long[] points = limited(test, order(test.length, seed), heldOut);
      return new Nines(
          TrainHeldOutSplit.of(digits.train().pick(controls), digits.heldOut().pick(points))
              .dataset("digits", digits.domain(), digits.classes()),
          digits.train().pick(Arrays.stream(rest).asLongStream().toArray()));
    }

    /// All rows, but only some nines.
    private static long[] limited(long[] label, int[] order, int nines) {
      int[] seen = {0};
      IntPredicate kept = i -> label[i] != 9 || seen[0]++ < nines;
      return Arrays.stream(order).filter(kept).asLongStream().toArray();
    }

    ClassVerdict verdict(boolean nines) {
      long[] label = fresh.labels();
      long[] chosen =
          LongStream.range(0, label.length).filter(i -> nines || label[(int) i] != 9).toArray();
      try (var _ = new Scope()) {
        var judge =
            new ClassJudge(
                data,
                null,
                LongStream.range(0, data.train().size()).toArray(),
                Verdicts.Kind.CLASSES,
                "pixels",
                _ -> {});
        var rows = EvaluatedRows.of(data, data.domain().units(fresh.x(chosen)), null, false);
        Verdicts verdicts = judge.verdicts(judge.count(rows), chosen.length, _ -> false);
        return Objects.requireNonNull(verdicts.byName().get("9"));
      }
    }
  }

  private static int[] order(int n, int seed) {
    return Arrays.stream(RandomTensors.permutation(KEY.fold(seed), n))
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  @Test
  void digits_without_a_nine_never_cover_ten_held_out_nines() {
    Dataset digits = Datasets.open("digits");
    int missed = 0;
    for (int seed = 0; seed < 20; seed++) {
      ClassVerdict verdict = Nines.of(digits, 19, 10, seed).verdict(false);
      assertThat(verdict.covered()).isFalse();
      missed += verdict.missed() ? 1 : 0;
    }
    assertThat(missed).isPositive();
  }

  @Test
  void with_all_nines_real_digits_cover_them_and_digits_without_miss_them() {
    Dataset digits = Datasets.open("digits");
    for (int seed = 0; seed < 5; seed++) {
      Nines all = Nines.of(digits, Integer.MAX_VALUE, Integer.MAX_VALUE, seed);
      assertThat(all.verdict(true).covered()).isTrue();
      assertThat(all.verdict(false).missed()).isTrue();
    }
  }

  private static Rows points(double[][] rows, long... label) {
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    return Rows.of(values, label, rows.length, rows[0].length);
  }

  private static Dataset data(Rows training, Rows heldOut, String... classes) {
    return TrainHeldOutSplit.of(training, heldOut)
        .dataset("rows", new Domain.Points(2), List.of(classes));
  }

  /// Rows of classes side by side, 10 apart.
  private static Rows blobs(SplittableRandom random, double deviation, int... count) {
    long[] label =
        IntStream.range(0, count.length)
            .boxed()
            .flatMapToLong(c -> LongStream.generate(() -> c).limit(count[c]))
            .toArray();
    double[][] rows = new double[label.length][];
    Arrays.setAll(
        rows,
        i ->
            new double[] {
              10 * label[i] + deviation * random.nextGaussian(), deviation * random.nextGaussian()
            });
    return points(rows, label);
  }

  private static Map<String, ClassVerdict> verdicts(Dataset data, Rows samples) {
    return scores(data, samples).verdicts().byName();
  }

  private static Scores scores(Dataset data, Rows... samples) {
    var settings =
        new Evaluation.EvaluationSettings(
            null, Set.of("coverage", "precision"), false, 0, null, _ -> {});
    try (var _ = new Scope()) {
      List<Tensor> all = Arrays.stream(samples).map(rows -> Ops.toFloat(rows.all())).toList();
      return new Evaluation(data, settings).of(Ops.cat(all));
    }
  }

  @Test
  void coverage_of_a_class_needs_thirty_held_out_rows_unless_it_is_0() {
    SplittableRandom random = new SplittableRandom(7);
    Rows training = blobs(random, 1, 400, 400, 100, 100);
    Rows heldOut = blobs(random, 1, 100, 100, 30, 3);
    Dataset data = data(training, heldOut, "a", "b", "thirty", "three");
    Scores made = scores(data, blobs(random, 1, 100, 100, 30, 3));
    assertThat(made.coverage("thirty").value()).isPositive();
    // The nearest neighbours of three rows are those of the next class, and samples of that one lie
    // in balls that reach there.
    Scores lacking = scores(data, blobs(random, 1, 100, 100, 33, 0));
    assertThat(lacking.coverage("three").present()).isFalse();
    assertThat(lacking.coverage("three").reason()).startsWith("3 held-out rows are too few");
    Scores far = scores(data, blobs(random, 1, 100, 100, 0, 0));
    assertThat(far.coverage("three").value()).isZero();
  }

  @Test
  void noise_that_may_count_for_a_rare_class_is_noted_with_its_name() {
    SplittableRandom random = new SplittableRandom(8);
    Rows training = blobs(random, 1, 2_000, 2_000, 2_000, 20);
    Rows heldOut = blobs(random, 1, 1_000, 1_000, 1_000, 10);
    Dataset data = data(training, heldOut, "a", "b", "c", "rare");
    Scores clean = scores(data, blobs(random, 1, 1_000, 1_000, 1_000, 10));
    assertThat(clean.covers("rare")).isTrue();
    assertThat(clean.notes()).noneMatch(note -> note.contains("Precision"));
    double[][] strewn = new double[150][];
    Arrays.setAll(strewn, i -> new double[] {random.nextDouble(-5, 35), random.nextDouble(-5, 5)});
    Rows others = blobs(random, 1, 950, 950, 950, 0);
    Scores noisy = scores(data, others, points(strewn, new long[150]));
    assertThat(noisy.covers("rare")).isTrue(); // it is not told from the rare class
    assertThat(noisy.notes()).anyMatch(note -> note.contains("count for rare where they fall"));
  }

  private static void sound(Map<String, ClassVerdict> verdicts) {
    verdicts
        .values()
        .forEach(verdict -> {
          assertThat(verdict.with()).isFinite();
          assertThat(verdict.without()).isFinite();
          assertThat(verdict.outcome() == Outcome.NOT_JUDGED).isEqualTo(verdict.reason() != null);
          if (verdict.reason() != Reason.MIXED) {
            assertThat(verdict.due()).isFinite();
          }
        });
  }

  @Test
  void equal_rows_and_copies_give_verdicts_and_no_nan() {
    SplittableRandom random = new SplittableRandom(1);
    Rows equal = blobs(random, 0, 40, 40); // all rows of a class are equal
    Map<String, ClassVerdict> same = verdicts(data(equal, equal, "a", "b"), equal);
    sound(same);
    assertThat(same.values()).allMatch(ClassVerdict::covered);
    Rows lacking = blobs(random, 0, 80, 0);
    assertThat(verdicts(data(equal, equal, "a", "b"), lacking).get("b"))
        .matches(verdict -> verdict != null && verdict.missed());

    double[][] mixed = new double[40][];
    Arrays.setAll(mixed, i -> new double[] {i % 20, 0}); // each row once in each class
    long[] label = new long[40];
    Arrays.fill(label, 20, 40, 1);
    Rows twice = points(mixed, label);
    Map<String, ClassVerdict> tied = verdicts(data(twice, twice, "a", "b"), twice);
    sound(tied);
    assertThat(tied.values()).allMatch(verdict -> verdict.reason() == Reason.MIXED);

    Rows training = blobs(random, 1, 80, 80);
    Rows heldOut = blobs(random, 1, 40, 40);
    Dataset blobs = data(training, heldOut, "a", "b");
    sound(verdicts(blobs, heldOut)); // copies of held-out rows
    sound(verdicts(blobs, training));
    assertThat(verdicts(blobs, training).values()).allMatch(ClassVerdict::covered);
  }

  @Test
  void classes_without_enough_rows_are_not_judged() {
    SplittableRandom random = new SplittableRandom(2);
    Rows samples = blobs(random, 1, 100, 100, 20);
    Dataset none = data(blobs(random, 1, 200, 200, 20), blobs(random, 1, 50, 50, 0), "a", "b", "c");
    assertThat(reason(verdicts(none, samples), "c")).isEqualTo(Reason.NO_ROWS);
    Dataset untrained =
        data(blobs(random, 1, 200, 200, 0), blobs(random, 1, 50, 50, 5), "a", "b", "c");
    assertThat(reason(verdicts(untrained, samples), "c")).isEqualTo(Reason.NO_ROWS);
    Dataset one = data(blobs(random, 1, 200, 200, 20), blobs(random, 1, 50, 50, 1), "a", "b", "c");
    Map<String, ClassVerdict> single = verdicts(one, samples); // one held-out row still places it
    sound(single);
    assertThat(single.values()).noneMatch(ClassVerdict::missed);
    assertThat(Objects.requireNonNull(single.get("a")).covered()).isTrue();
    Dataset few = data(blobs(random, 1, 200, 200, 3), blobs(random, 1, 50, 50, 2), "a", "b", "c");
    assertThat(reason(verdicts(few, blobs(random, 1, 100, 100, 1)), "c")).isEqualTo(Reason.TOO_FEW);
  }

  private static Reason reason(Map<String, ClassVerdict> verdicts, String name) {
    return Objects.requireNonNull(Objects.requireNonNull(verdicts.get(name)).reason());
  }

  @Test
  void one_class_is_not_judged_and_two_are() {
    SplittableRandom random = new SplittableRandom(3);
    Rows alone = blobs(random, 1, 100);
    assertThat(verdicts(data(alone, alone, "a"), alone)).isEmpty();
    Rows other = blobs(random, 1, 100, 0); // the second class is named but has no rows
    assertThat(reason(verdicts(data(other, other, "a", "b"), other), "a"))
        .isEqualTo(Reason.NO_ROWS);
    Dataset two = data(blobs(random, 1, 100, 100), blobs(random, 1, 50, 50), "a", "b");
    Map<String, ClassVerdict> both = verdicts(two, blobs(random, 1, 0, 100));
    assertThat(Objects.requireNonNull(both.get("a")).missed()).isTrue();
    assertThat(Objects.requireNonNull(both.get("b")).covered()).isTrue();
  }

  @Test
  void samples_that_count_nowhere_and_few_samples_are_judged_soundly() {
    SplittableRandom random = new SplittableRandom(4);
    Dataset two = data(blobs(random, 1, 500, 50), blobs(random, 1, 100, 10), "a", "b");
    Map<String, ClassVerdict> few = verdicts(two, blobs(random, 1, 10, 1)); // of 550 rows
    sound(few);
    assertThat(reason(few, "b")).isEqualTo(Reason.TOO_FEW);
    double[][] between = new double[300][];
    Arrays.setAll(between, _ -> new double[] {5, 1e3}); // as far from one class as from the other
    Map<String, ClassVerdict> far = verdicts(two, points(between, new long[300]));
    sound(far);
    assertThat(Objects.requireNonNull(far.get("b")).covered()).isFalse();
  }

  @Test
  void order_scale_and_threads_change_no_verdict() {
    SplittableRandom random = new SplittableRandom(5);
    Rows training = blobs(random, 3, 900, 60, 40);
    Rows heldOut = blobs(random, 3, 200, 15, 10);
    Rows samples = blobs(random, 3, 900, 20, 40);
    String[] names = {"a", "b", "c"};
    Map<String, ClassVerdict> expected = verdicts(data(training, heldOut, names), samples);
    assertThat(expected).hasSize(3);
    assertThat(verdicts(data(reversed(training), reversed(heldOut), names), reversed(samples)))
        .isEqualTo(expected);
    assertThat(verdicts(data(times(training), times(heldOut), names), times(samples)))
        .isEqualTo(expected);
    int threads = Backend.threads();
    Backend.threads(threads == 1 ? 2 : 1);
    try {
      assertThat(verdicts(data(training, heldOut, names), samples)).isEqualTo(expected);
    } finally {
      Backend.threads(threads);
    }
  }

  private static Rows reversed(Rows rows) {
    return rows.pick(LongStream.range(0, rows.size()).map(i -> rows.size() - 1 - i).toArray());
  }

  /// The same rows in units 1,024 times as small.
  private static Rows times(Rows rows) {
    try (var _ = new Scope()) {
      float[] values = Ops.floats(rows.all());
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1_024;
      }
      return Rows.of(values, rows.labels(), rows.size(), 2);
    }
  }
}
