package everymode.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.level.PlayabilityRule.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LevelRulesTest {

  private static final String ROOM =
      """
      wwwwwww
      wA.1..w
      w.www.w
      w.+...w
      wwww.gw
      wwwwwww
      """;

  private static final LevelRules STRICT = LevelRules.zelda(true);
  private static final LevelRules LOOSE = LevelRules.zelda(false);

  @TempDir private Path folder = Path.of("");

  private static Level level(String text) {
    return Level.parse(text.replace('/', '\n'), "level");
  }

  private static List<String> broken(LevelRules rules, String text) {
    return rules.violations(level(text)).stream().map(Violation::rule).distinct().toList();
  }

  @Test
  void a_level_is_read_and_written_alike() {
    Level level = level("\n" + ROOM + "\n\n");
    assertThat(level.text()).isEqualTo(ROOM);
    assertThat(level.height()).isEqualTo(6);
    assertThat(level.width()).isEqualTo(7);
    assertThat(level.at(3, 2)).isEqualTo('+');
    assertThat(level.count('w')).isEqualTo(28);
    assertThat(level.hamming(level(ROOM.replace('1', '2')))).isEqualTo(1);
    assertThatThrownBy(() -> level("ww/www"))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(
            "level: line 2: must have 2 tiles like the first line, but has 3; correct the line, or remove the file if it is no level");
    assertThatThrownBy(() -> level("\n\n")).hasMessageContaining("has no tiles");
  }

  @Test
  void a_level_that_keeps_all_rules_can_be_played() {
    assertThat(STRICT.violations(level(ROOM))).isEmpty();
    assertThat(LOOSE.playable(level(ROOM))).isTrue();
  }

  @Test
  void each_broken_rule_is_named_with_its_cell() {
    assertThat(broken(STRICT, ROOM.replace("1", "+"))).containsExactly("exactly 1 +");
    assertThat(broken(STRICT, ROOM.replace("g", "."))).containsExactly("exactly 1 g");
    assertThat(broken(STRICT, ROOM.replace("w.+...w", "wwwww.w").replace("1", "+"))).isEmpty();
    Level walled = level(ROOM.replace("w.www.w", "wwwww.w").replace("+...w", "+w..w"));
    assertThat(STRICT.violations(walled))
        .containsExactly(
            new Violation("+ reachable from A", 23), new Violation("g reachable from +", 33));
    assertThat(STRICT.violations(level(ROOM.replaceFirst("www", "w.w"))))
        .containsExactly(new Violation("border of w", 1));
  }

  @Test
  void a_goal_in_the_only_corridor_is_refused_by_the_strict_rule_alone() {
    String corridor = "wwwwww/wA.g+w/wwwwww";
    assertThat(broken(STRICT, corridor)).containsExactly("+ reachable from A");
    assertThat(broken(LOOSE, corridor)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "#####/#@$.#/#####, true",
    "#####/#@.$#/#####, false",
    "######/#.  $#/#   @#/######, false",
    "#######/#.   .#/# $$  #/#  @  #/#     #/#######, true",
    "######/#+$  #/#    #/######, true",
    "#####/#@*.#/#####, false",
    "####/#@*#/####, true",
  })
  void a_sokoban_is_solved_by_search(String text, boolean solvable) {
    LevelRules rules = new LevelRules(0, 0, List.of(LevelRule.Sokoban.defaults()));
    assertThat(rules.playable(level(text))).isEqualTo(solvable);
  }

  @Test
  void a_search_ends_at_its_bound() {
    String text = "#########/#...    #/#  $$$  #/#       #/#   @   #/#########";
    LevelRule few = new LevelRule.Sokoban("#", "@", "$", ".", "*", "+", 5);
    assertThat(few.playable(level(text))).isFalse();
    assertThat(LevelRule.Sokoban.defaults().playable(level(text))).isTrue();
  }

  @Test
  void rules_are_read_from_ten_lines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("rule.yaml"),
            """
            height: 6
            width: 7
            rules:
              - {type: border, tile: w}
              - {type: count, tile: A, least: 1, most: 1}
              - {type: count, tile: 1, least: 1, most: 3}
              - {type: reachable, from: A, to: +, blocked: [w, g]}
              - {type: reachable, from: +, to: g, blocked: [w]}
            """);
    LevelRules rules = LevelRules.read(file);
    assertThat(rules.playable(level(ROOM))).isTrue();
    assertThat(broken(rules, "www/wAw/www")).containsExactly("size", "1 to 3 1");
    Path sokoban = Files.writeString(folder.resolve("sokoban.yaml"), "rules:\n  - sokoban\n");
    assertThat(LevelRules.read(sokoban).playable(level("#####/#@$.#/#####"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: []|rules must have at least one",
        "rules: [{type: border, tile: ww}]|must be one character, but is 'ww'",
        "rules: [{type: count, tile: A, least: 2, most: 1}]|most must be at least 2, but is 1",
        "rules: [{type: bordr, tile: w}]|no type called 'bordr'; did you mean 'border'?",
        "rules: [{type: border, tiles: w}]|no key called",
        "rules: [{type: reachable, from: A, to: g}]|blocked is missing",
        "height: -1|height must be at least 0"
      })
  void mistakes_in_rules_are_sentences_with_a_line(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("rule.yaml"), text + "\n");
    assertThatThrownBy(() -> LevelRules.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(file + ":1: ")
        .hasMessageContaining(message);
  }

  @Test
  void the_human_levels_can_be_played() throws IOException {
    String root = System.getenv("EVERYMODE_DATA");
    assumeTrue(root != null, "EVERYMODE_DATA is not set");
    Path human = Path.of(root, "zelda", "human50");
    assumeTrue(Files.isDirectory(human), "there are no human levels");
    try (Stream<Path> files = Files.list(human)) {
      List<Level> levels =
          files.filter(file -> file.toString().endsWith(".txt")).map(LevelRulesTest::read).toList();
      assertThat(levels).hasSize(50).doesNotHaveDuplicates().allMatch(STRICT::playable);
      assertThat(levels.stream().mapToInt(level -> level.count('w')).sum()).isEqualTo(2_835);
      assertThat(levels.stream().mapToInt(level -> level.count('.')).sum()).isEqualTo(2_753);
    }
  }

  private static Level read(Path file) {
    try {
      return Level.parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
