package everymode.level;

import everymode.config.ConfigRecords;
import everymode.config.Require;
import everymode.config.YamlDocument;
import everymode.error.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Rules of a game, all of which a level must keep.
///
/// @param height rows of a level; 0 for any
/// @param width tiles of a row; 0 for any
public record LevelRules(int height, int width, List<LevelRule> rules) implements PlayabilityRule {

  /// No rules: every level is playable.
  public static final LevelRules NONE = new LevelRules(0, 0, List.of());

  /// Copies the list.
  public LevelRules {
    Require.atLeast("height", height, 0);
    Require.atLeast("width", width, 0);
    rules = List.copyOf(rules);
  }

  /// Reads rules from a YAML file.
  ///
  /// @throws everymode.error.UsageException with the line when it is invalid
  public static LevelRules read(Path file) {
    YamlDocument document = YamlDocument.read(file);
    LevelRules rules = new ConfigRecords(document::where).merge(NONE, document.root());
    if (!rules.known()) {
      throw new UsageException(document.where("rules") + "rules must have at least one; add it");
    }
    return rules;
  }

  /// The rules of a Zelda level of GVGAI: a closed border, one avatar, one key, one goal, the key
  /// within reach, and the goal from it.
  ///
  /// *Source:* Takata et al., 2023, for the loose form.
  ///
  /// @param strict whether the avatar without a key cannot pass the goal; in the game it cannot
  public static LevelRules zelda(boolean strict) {
    List<LevelRule> paths =
        strict
            ? List.of(
                new LevelRule.Reachable("A", "+", List.of("w", "g")),
                new LevelRule.Reachable("+", "g", List.of("w")))
            : List.of(
                new LevelRule.Reachable("A", "+", List.of("w")),
                new LevelRule.Reachable("A", "g", List.of("w")));
    return new LevelRules(
        0,
        0,
        Stream.concat(
                Stream.of(
                    new LevelRule.Border("w"),
                    new LevelRule.Count("A", 1, 1),
                    new LevelRule.Count("+", 1, 1),
                    new LevelRule.Count("g", 1, 1)),
                paths.stream())
            .toList());
  }

  /// Whether there are rules.
  public boolean known() {
    return height > 0 || width > 0 || !rules.isEmpty();
  }

  @Override
  public List<Violation> violations(Level level) {
    boolean fits =
        (height == 0 || height == level.height()) && (width == 0 || width == level.width());
    Stream<Violation> size = fits ? Stream.empty() : Stream.of(new Violation("size", -1));
    return Stream.concat(size, rules.stream().flatMap(rule -> rule.violations(level).stream()))
        .toList();
  }
}
