package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.level.Level;
import everymode.level.PlayabilityRule.Violation;
import everymode.level.TileSet;
import everymode.report.Chart.Point;
import everymode.report.LevelSection.LevelSummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LevelSectionTest {

  private static final TileSet TILES =
      new TileSet(".w<A", Map.of('.', List.of("floor"), 'w', List.of("wall")));
  private static final Level LEVEL = new Level("wA.w<.", 2, 3);

  private static String html(LevelSummary summary) {
    return LevelSection.of(summary).map(Section::page).reduce("", String::concat);
  }

  private static int count(String html, String part) {
    return html.split(part, -1).length - 1;
  }

  @Test
  void tiles_that_break_a_rule_are_framed_and_the_rule_is_named() {
    List<Violation> violations =
        List.of(
            new Violation("border of w", 1),
            new Violation("border of w", 2),
            new Violation("exactly 1 <", -1));
    String html =
        html(
            new LevelSummary(
                TILES,
                true,
                List.of(),
                Map.of(LEVEL, violations),
                Map.of("border of w", 0.25),
                Map.of(),
                List.of()));
    assertThat(count(html, "stroke=\"#e4002b\"")).isEqualTo(2);
    assertThat(html)
        .contains("breaks: border of w; exactly 1 &lt;")
        .contains("25.0 %")
        .contains("No level keeps the rule.")
        .contains(">A</text>")
        .contains(">&lt;</text>")
        .doesNotContain(">w</text>");
  }

  @Test
  void a_training_set_that_grows_is_a_curve() {
    List<Point> growth = List.of(new Point(100, 50), new Point(200, 54));
    String html =
        html(new LevelSummary(TILES, true, List.of(LEVEL), Map.of(), Map.of(), Map.of(), growth));
    assertThat(html).contains("Training levels, with those that were added", "wA.\nw&lt;.");
    assertThat(count(html, "<figure>")).isEqualTo(1);
  }

  @Test
  void without_a_rule_that_is_said() {
    String html =
        html(
            new LevelSummary(
                TILES, false, List.of(LEVEL), Map.of(), Map.of(), Map.of(), List.of()));
    assertThat(html).contains("There is no rule").doesNotContain("Playable<");
  }
}
