package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportVerdictTest {

  @Test
  void when_all_classes_are_covered_the_weakest_is_named() {
    assertThat(ofClasses(classes("0", 0.82, "1", 0.77, "8", 0.61)))
        .isEqualTo(
            "This generator covers all 3 classes; its weakest is 8, where it comes close to"
                + " 61 of 100 real rows.");
  }

  @Test
  void missed_classes_are_named() {
    assertThat(ofClasses(classes("0", 0.82, "3", 0.12, "8", 0.3, "9", 0.8)))
        .isEqualTo("This generator misses 2 of 4 classes: 3 and 8.");
  }

  @Test
  void when_all_classes_are_missed_it_is_reported() {
    assertThat(ofClasses(classes("0", 0.01, "1", 0.0)))
        .isEqualTo("This generator misses all 2 classes.");
  }

  @Test
  void a_class_without_an_interval_counts_neither_as_covered_nor_as_missed() {
    Map<String, Map<String, Score>> classes = classes("0", 0.8, "1", 0.1, "2", 0.9);
    classes.put("3", Map.of("coverage", Score.absent(2, "Only 2 rows.")));
    assertThat(ofClasses(classes))
        .isEqualTo("This generator misses 1 of 4 classes: 1 (1 more could not be assessed).");
    classes.remove("1");
    assertThat(ofClasses(classes))
        .startsWith("This generator covers all 2 classes (1 more could not be assessed);");
  }

  @Test
  void known_modes_that_all_get_a_fair_share_are_counted() {
    assertThat(of(Map.of("modes", modes(25), "fair-modes", modes(25))))
        .isEqualTo(
            "This generator reaches all 25 of 25 clusters (modes) of the data and gives each a fair"
                + " share of its samples.");
  }

  @Test
  void known_modes_with_too_few_samples_are_counted() {
    assertThat(of(Map.of("modes", modes(25), "fair-modes", modes(19))))
        .isEqualTo(
            "This generator reaches all 25 of 25 clusters (modes) of the data but gives only 19 of"
                + " them a fair share of its samples.");
    assertThat(of(Map.of("fair-modes", modes(19))))
        .isEqualTo(
            "This generator gives only 19 of the 25 clusters (modes) of the data a fair share of"
                + " its samples.");
  }

  @Test
  void known_modes_that_are_missed_are_counted() {
    assertThat(of(Map.of("modes", modes(13), "fair-modes", modes(8))))
        .isEqualTo(
            "This generator misses 12 of the 25 clusters (modes) of the data and gives 8 of them a"
                + " fair share of its samples.");
    assertThat(of(Map.of("modes", modes(23.4))))
        .isEqualTo(
            "This generator reaches 23.4 (on average) of the 25 clusters (modes) of the data.");
  }

  @Test
  void without_modes_and_classes_coverage_is_reported() {
    assertThat(of(Map.of("coverage", share(0.87))))
        .isEqualTo("This generator comes close to 87 of 100 real rows.");
  }

  @Test
  void without_scores_nothing_is_claimed() {
    ReportVerdict verdict =
        ReportVerdict.of(
            Example.of(
                new Scores(
                    Map.of("coverage", Score.absent(3, "Too few rows.")), Map.of(), Map.of())));
    assertThat(verdict.sentence())
        .isEqualTo("Nothing was measured that shows what this generator covers.");
    assertThat(verdict.meaning()).isEqualTo("Too few rows.");
  }

  @Test
  void missing_coverage_is_marked() {
    assertThat(
            ReportVerdict.of(
                Example.of(new Scores(Map.of("coverage", share(0.2)), Map.of(), Map.of()))))
        .matches(ReportVerdict::missing);
    assertThat(
            ReportVerdict.of(
                Example.of(new Scores(Map.of("modes", modes(25)), Map.of(), Map.of()))))
        .matches(verdict -> !verdict.missing());
  }

  private static String of(Map<String, Score> scores) {
    return ReportVerdict.of(Example.of(new Scores(scores, Map.of(), Map.of()))).sentence();
  }

  private static String ofClasses(Map<String, Map<String, Score>> classes) {
    return ReportVerdict.of(Example.of(new Scores(Map.of(), classes, Map.of()))).sentence();
  }

  /// Classes from pairs of name and coverage.
  private static Map<String, Map<String, Score>> classes(Object... pairs) {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      classes.put((String) pairs[i], Map.of("coverage", share((double) pairs[i + 1])));
    }
    return classes;
  }

  private static Score share(double value) {
    return new Score(value, value - 0.02, value + 0.02, 500, 0.9, 0.97, null);
  }

  private static Score modes(double value) {
    return new Score(value, value, value, 2500, 25, 25, null);
  }
}
