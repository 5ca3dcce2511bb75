package everymode.run;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

final class JsonTest {

  private static final Score COVERAGE = new Score(0.9, 0.8, 1, 9, 0.95, 0.97, null);

  @ParameterizedTest
  @EnumSource(Verdicts.Kind.class)
  void scores_with_verdicts_and_notes_are_read_as_they_were_written(Verdicts.Kind kind) {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    verdicts.put("b", new ClassVerdict(Outcome.COVERED, null, 1.25, 50, 40, 0.5));
    verdicts.put("a", new ClassVerdict(Outcome.NOT_JUDGED, Reason.TOO_FEW, 0.5, 1, 2, 0));
    verdicts.put("c", ClassVerdict.withoutRows(3));
    for (Reason reason : Reason.values()) {
      verdicts.put(reason.words(), new ClassVerdict(Outcome.NOT_JUDGED, reason, 0.5, 1, 2, 0));
    }
    Map<String, Map<String, Score>> classes =
        kind == Verdicts.Kind.CLASSES ? Map.of("b", Map.of("coverage", COVERAGE)) : Map.of();
    Scores scores =
        new Scores(
            Map.of("coverage", COVERAGE),
            classes,
            Map.of("b", 0.75),
            new Verdicts(kind, "pixels", 1_000, verdicts),
            List.of("A note."));
    Scores read = Json.scores(Json.read(Json.line(Json.scores(scores))));
    assertThat(read.verdicts()).isEqualTo(scores.verdicts());
    assertThat(read.verdicts().byName().keySet()).containsExactlyElementsOf(verdicts.keySet());
    assertThat(read.notes()).containsExactly("A note.");
    assertThat(read.all()).isEqualTo(scores.all());
    assertThat(read.shares()).isEqualTo(scores.shares());
    assertThat(read.coverage("b").present()).isEqualTo(kind == Verdicts.Kind.CLASSES);
  }

  @Test
  void the_verdict_stands_beside_the_scores_of_its_class() {
    ClassVerdict missed = new ClassVerdict(Outcome.MISSED, null, 0, 0, 10, Double.NaN);
    Verdicts verdicts = new Verdicts(Verdicts.Kind.CLASSES, "pixels", 1_000, Map.of("9", missed));
    Map<String, Map<String, Score>> classes = Map.of("9", Map.of("coverage", COVERAGE));
    JsonNode json =
        Json.scores(new Scores(Map.of(), classes, Map.of("9", 0.01), verdicts, List.of()));
    JsonNode nine = json.path("classes").path("9");
    assertThat(nine.path("coverage").path("value").asDouble()).isEqualTo(0.9);
    assertThat(nine.path("verdict").asString()).isEqualTo("missed");
    assertThat(nine.has("reason")).isFalse();
    assertThat(nine.path("seen").asLong()).isZero();
    assertThat(nine.path("with").asDouble()).isEqualTo(10);
    assertThat(nine.path("without").isNull()).isTrue();
    assertThat(json.path("space").asString()).isEqualTo("pixels");
  }

  @Test
  void scores_of_earlier_versions_have_no_verdicts() {
    Scores old =
        Json.scores(
            Json.read(
                """
                {"scores": {}, "classes": {"9": {"coverage": {"value": 0.9, "low": 0.8, "high": 1}}}}
                """));
    assertThat(old.verdicts().isEmpty()).isTrue();
    assertThat(old.covers("9")).isFalse();
    assertThat(old.coverage("9").value()).isEqualTo(0.9);
  }
}
