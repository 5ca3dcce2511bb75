package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScoreTextTest {

  private static ClassVerdict verdict(Outcome outcome, @Nullable Reason reason, long seen) {
    return new ClassVerdict(outcome, reason, (seen - 2.0) / 38, seen, 40, 2);
  }

  private static Scores scores(Verdicts.Kind kind, Map<String, ClassVerdict> verdicts) {
    return new Scores(
        Map.of("coverage", new Score(0.9, 0.88, 0.92, 500, 0.95, 0.97, null)),
        Map.of(),
        Map.of(),
        new Verdicts(kind, "pixels", 1_000, verdicts),
        List.of("A note."));
  }

  private static Map<String, ClassVerdict> three() {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    verdicts.put("common", verdict(Outcome.COVERED, null, 1_240));
    verdicts.put("fraud", verdict(Outcome.MISSED, null, 1));
    verdicts.put("refund", new ClassVerdict(Outcome.NOT_JUDGED, Reason.MIXED, -1e9, 5, 1.5, 1.6));
    return verdicts;
  }

  @Test
  void verdicts_are_one_table_with_reasons_remedies_and_notes() {
    assertThat(ScoreText.text("measured", scores(Verdicts.Kind.CLASSES, three())))
        .isEqualTo(
            """
              measured
                classes covered     1 of 3; missed: fraud; not judged: refund
                                                      due       seen       with    without
                  common    covered                 32.57      1,240         40        2.0
                  fraud     missed                   0.00          1         40        2.0
                  refund    not judged, mixed           –          5        1.5        1.6
                  seen: samples that count for the class; with: as many real rows, its due; without: as many of the other classes
                  mixed: these distances do not tell its rows from their neighbours; remedy: measure in a classifier's features (--features auto), or add rows
                coverage            0.90   0.88 – 0.92   (training rows 0.95, perfect sampler 0.97)
              note: A note.\
            """);
  }

  @Test
  void scores_without_features_are_not_among_those_of_a_classifier() {
    Score score = new Score(1, 1, 1, 500, 1, 1, null);
    Map<String, Score> all = new LinkedHashMap<>();
    all.put("coverage", score);
    all.put("coverage[digits]", score);
    all.put("nll", score);
    Scores scores =
        new Scores(
            all,
            Map.of(),
            Map.of(),
            new Verdicts(Verdicts.Kind.CLASSES, "pixels", 1_000, Map.of()),
            List.of());
    assertThat(ScoreText.text("measured", scores))
        .containsSubsequence("coverage", "nll", "in the features of", "coverage");
  }

  @Test
  void a_class_without_rows_is_a_dash_and_its_remedy_is_more_rows() {
    String text =
        ScoreText.text(
            "measured",
            scores(Verdicts.Kind.CLASSES, Map.of("empty", ClassVerdict.withoutRows(3))));
    assertThat(text)
        .contains("classes covered     0 of 1; not judged: empty")
        .contains("not judged, no rows         –          3          –          –")
        .contains("no rows: there are no held-out or no training rows; remedy: add rows");
  }

  @Test
  void of_many_modes_only_those_that_are_not_covered_have_a_line() {
    Map<String, ClassVerdict> modes = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      modes.put("m" + i, verdict(i < 60 ? Outcome.COVERED : Outcome.MISSED, null, 9));
    }
    String text = ScoreText.text("measured", scores(Verdicts.Kind.MODES, modes));
    assertThat(text)
        .contains("modes covered       60 of 100; missed: m60, m61, ")
        .contains("m71 and 28 more\n")
        .contains("\n      m60 ", "\n      m89 ", "\n      and 10 more\n")
        .doesNotContain("\n      m59 ", "\n      m90 ");
  }

  @Test
  void where_nothing_is_covered_the_names_are_not_repeated() {
    Map<String, ClassVerdict> all = new LinkedHashMap<>();
    all.put("0", verdict(Outcome.MISSED, null, 2));
    all.put("1", verdict(Outcome.MISSED, null, 3));
    assertThat(ScoreText.summary(new Verdicts(Verdicts.Kind.MODES, "points", 1_000, all)))
        .isEqualTo("0 of 2; missed: all");
  }

  @Test
  void scores_without_verdicts_say_nothing_of_classes() {
    Scores old =
        new Scores(
            Map.of("fid", Score.absent(3, "too few rows")),
            Map.of("a", Map.of()),
            Map.of("a", 1.0));
    assertThat(ScoreText.text("measured", old))
        .isEqualTo("  measured\n    fid                 –   (too few rows)");
  }
}
