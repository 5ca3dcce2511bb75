package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.metric.Verdicts.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportVerdictTest {

  private static final ClassVerdict COVERED =
      new ClassVerdict(Outcome.COVERED, null, 1, 100, 100, 0);
  private static final ClassVerdict MISSED = new ClassVerdict(Outcome.MISSED, null, 0, 0, 100, 0);

  @Test
  void covered_missed_and_not_judged_classes_are_told_apart() {
    ReportVerdict verdict =
        of(
            Kind.CLASSES,
            "pixels",
            "7",
            COVERED,
            "8",
            COVERED,
            "9",
            MISSED,
            "3",
            open(Reason.TOO_FEW));
    assertThat(verdict.sentence())
        .isEqualTo(
            "This generator covers 2 of 4 classes; it misses class 9; class 3 could not be judged: too few rows or samples.");
    assertThat(verdict.missing()).isTrue();
    assertThat(verdict.meaning().getFirst()).startsWith("What to do about what is missed");
    assertThat(verdict.meaning().get(1))
        .isEqualTo(
            "Not judged, too few: class 3, because there are too few rows or samples. What to do: measure more samples (--samples N), add rows, or measure in a classifier's features (--features auto).");
  }

  @Test
  void the_meaning_explains_the_counts_the_errors_and_what_not_judged_means() {
    assertThat(of(Kind.CLASSES, "pixels", "0", COVERED, "1", COVERED).meaning())
        .containsExactly(
            "Samples carry no labels. Each counts for the class whose held-out rows it lies clearly nearer to than to all others, between pixels; a sample in between counts for none (800 of 1,000, and 800 of as many real ones). Training rows are counted in the same way and scaled to the number of samples: all of them show how many are due, those of the other classes alone how many there would be without the class.",
            "A class is covered if significantly more samples count than without it and they are at least a quarter of its due; it is missed if significantly fewer count than are due and they are less than a quarter. Where there are 30 held-out rows and samples or more, its samples must also come close to at least half as many of them as training rows do; else they are alike, and it is not judged. Of 100 generators that lack a class and make the others, at most one is called covering it; of 100 perfect ones, at most one is called missing it. Not judged means that neither was shown: the class may be covered or missed.");
  }

  @Test
  void reasons_are_grouped_each_with_its_remedy() {
    ReportVerdict verdict =
        of(
            Kind.CLASSES,
            "classifier:digits@ab12",
            "0",
            COVERED,
            "a",
            open(Reason.ALIKE),
            "b",
            open(Reason.MIXED),
            "c",
            open(Reason.ALIKE),
            "d",
            open(Reason.NO_ROWS),
            "e",
            open(Reason.BETWEEN));
    assertThat(verdict.sentence())
        .isEqualTo(
            "This generator covers 1 of 6 classes; classes a, b, c, d and e could not be judged.");
    assertThat(verdict.missing()).isFalse(); // nothing is known to be missed
    assertThat(verdict.meaning().subList(0, 4))
        .containsExactly(
            "Not judged, no rows: class d, because there are no held-out or no training rows. What to do: add rows.",
            // a network's features are no remedy where they are the space
            "Not judged, mixed: class b, because these distances do not tell its rows from their neighbours. What to do: add rows.",
            "Not judged, between: class e, because what was seen fits a generator with and one without it. What to do: measure more samples (--samples N).",
            "Not judged, alike: classes a and c, because there are enough samples, but they come close to few of its rows. What to do: look at its samples, and train longer or with another configuration.");
    assertThat(verdict.meaning().get(4))
        .contains("to all others, in the features of classifier:digits@ab12; a sample");
  }

  @Test
  void all_classes_may_have_one_verdict() {
    assertThat(of(Kind.CLASSES, "pixels", "0", COVERED, "1", COVERED))
        .matches(verdict -> !verdict.missing())
        .extracting(ReportVerdict::sentence)
        .isEqualTo("This generator covers all 2 classes.");
    assertThat(of(Kind.CLASSES, "pixels", "0", MISSED, "1", MISSED))
        .matches(ReportVerdict::missing)
        .extracting(ReportVerdict::sentence)
        .isEqualTo("This generator misses all 2 classes.");
    ClassVerdict mixed = open(Reason.MIXED);
    assertThat(of(Kind.CLASSES, "pixels", "0", mixed, "1", mixed))
        .matches(ReportVerdict::missing)
        .extracting(ReportVerdict::sentence)
        .isEqualTo(
            "None of the 2 classes could be judged: not told from their neighbours between pixels.");
    assertThat(of(Kind.CLASSES, "pixels", "0", MISSED, "1", open(Reason.BETWEEN)).sentence())
        .isEqualTo(
            "This generator is not shown to cover any of the 2 classes; it misses class 0; class 1 could not be judged: what was seen fits both.");
  }

  @Test
  void at_most_eight_names_are_listed() {
    Object[] many =
        IntStream.range(0, 20)
            .boxed()
            .flatMap(i -> java.util.stream.Stream.of("m" + i, i < 10 ? COVERED : MISSED))
            .toArray();
    assertThat(of(Kind.MODES, "points", many).sentence())
        .isEqualTo(
            "This generator covers 10 of 20 modes (clusters) of the data; it misses modes m10, m11, m12, m13, m14, m15, m16, m17 and 2 more.");
  }

  @Test
  void clusters_stand_for_classes() {
    ReportVerdict verdict =
        of(Kind.CLUSTERS, "pixels", "cluster 1", COVERED, "cluster 2", open(Reason.MIXED));
    assertThat(verdict.sentence())
        .isEqualTo(
            "This generator covers 1 of 2 clusters found in the data; cluster 2 could not be judged: not told from their neighbours between pixels.");
    assertThat(verdict.meaning().getFirst())
        .endsWith("a network's features (--features FILE), or add rows.");
  }

  @Test
  void modes_come_with_fair_shares_and_the_share_of_good_samples() {
    Map<String, Score> all = new LinkedHashMap<>();
    all.put("fair-modes", new Score(1.4, 1, 2, 500, 2, 2, null));
    all.put("high-quality", new Score(0.87, 0.85, 0.89, 500, 0.9, 0.97, null));
    Scores scores =
        new Scores(
            all,
            Map.of(),
            Map.of(),
            new Verdicts(Kind.MODES, "points", 1_000, verdicts("0", COVERED, "1", MISSED)),
            List.of());
    ReportVerdict verdict = ReportVerdict.of(Example.of(scores));
    assertThat(verdict.meaning())
        .hasSize(4)
        .last()
        .isEqualTo(
            "On average 1.40 of the 2 modes get a fair share of the samples, at least a fifth of what is due. Of the samples, 87 of 100 lie in a mode rather than in between (95 % interval: 85 to 89); of real points, 90 do.");
    assertThat(verdict.meaning().get(1)).contains("within three standard deviations");
  }

  @Test
  void the_covered_class_that_varies_least_is_named() {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    classes.put("0", Map.of("coverage", share(0.82)));
    classes.put("8", Map.of("coverage", share(0.61)));
    classes.put("9", Map.of("coverage", share(0.12))); // missed, so not the weakest of the covered
    classes.put("few", Map.of("coverage", new Score(0, 0, 0, 1_000, 1, 1, null)));
    Scores scores =
        new Scores(
            Map.of("coverage", share(0.7)),
            classes,
            Map.of(),
            new Verdicts(
                Kind.CLASSES,
                "pixels",
                1_000,
                verdicts("0", COVERED, "8", COVERED, "9", MISSED, "few", COVERED)),
            List.of());
    assertThat(ReportVerdict.of(Example.of(scores)).meaning())
        .last()
        .isEqualTo(
            "The covered class that varies least is 8: samples come close to 61 of 100 of its held-out rows (95 % interval: 59 to 63), as many training rows to 90.");
  }

  @Test
  void scores_without_verdicts_cover_no_class() {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    classes.put("0", Map.of("coverage", share(0.9)));
    classes.put("1", Map.of("coverage", share(0.9)));
    ReportVerdict verdict =
        ReportVerdict.of(Example.of(new Scores(Map.of("coverage", share(0.9)), classes, Map.of())));
    assertThat(verdict.sentence())
        .isEqualTo(
            "The classes of the data were not judged; './everymode evaluate RUN' judges them.");
    assertThat(verdict.missing()).isTrue();
    assertThat(verdict.meaning())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("These scores are of an earlier version");
    assertThat(verdict.meaning().getLast())
        .startsWith("This generator comes close to 90 of 100 real rows. A sample is close");
    assertThat(
            ReportVerdict.of(Example.of(new Scores(Map.of("modes", share(25)), Map.of(), Map.of())))
                .sentence())
        .isEqualTo(
            "The modes of the data were not judged; './everymode evaluate RUN' judges them.");
  }

  @Test
  void without_modes_and_classes_coverage_is_reported() {
    ReportVerdict verdict = ofScores(Map.of("coverage", share(0.87)));
    assertThat(verdict.sentence()).isEqualTo("This generator comes close to 87 of 100 real rows.");
    assertThat(verdict.missing()).isFalse();
    assertThat(ofScores(Map.of("coverage", share(0.2))).missing()).isTrue();
  }

  @Test
  void coverage_is_that_of_a_learned_space_where_there_is_one() {
    ReportVerdict verdict =
        ofScores(Map.of("coverage", share(0.97), "coverage[features:lenet@12]", share(0.31)));
    assertThat(verdict.sentence()).isEqualTo("This generator comes close to 31 of 100 real rows.");
    assertThat(verdict.missing()).isTrue();
    assertThat(verdict.meaning().getFirst())
        .contains("Distances are measured in the features of features:lenet@12.");
  }

  @Test
  void without_scores_nothing_is_claimed() {
    ReportVerdict verdict = ofScores(Map.of("coverage", Score.absent(3, "Too few rows.")));
    assertThat(verdict.sentence())
        .isEqualTo("Nothing was measured that shows what this generator covers.");
    assertThat(verdict.meaning()).containsExactly("Too few rows.");
    assertThat(ofScores(Map.of()).meaning()).isEmpty();
  }

  private static ReportVerdict ofScores(Map<String, Score> scores) {
    return ReportVerdict.of(Example.of(new Scores(scores, Map.of(), Map.of())));
  }

  private static ReportVerdict of(Kind kind, String space, Object... pairs) {
    return ReportVerdict.of(
        Example.of(
            new Scores(
                Map.of(),
                Map.of(),
                Map.of(),
                new Verdicts(kind, space, 1_000, verdicts(pairs)),
                List.of())));
  }

  /// Verdicts from pairs of name and verdict.
  private static Map<String, ClassVerdict> verdicts(Object... pairs) {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      verdicts.put((String) pairs[i], (ClassVerdict) pairs[i + 1]);
    }
    return verdicts;
  }

  private static ClassVerdict open(Reason reason) {
    return new ClassVerdict(Outcome.NOT_JUDGED, reason, 0.5, 50, 100, 0);
  }

  private static Score share(double value) {
    return new Score(value, value - 0.02, value + 0.02, 500, 0.9, 0.97, null);
  }
}
