package everymode.level;

import java.util.List;

/// Says whether a level can be played.
@FunctionalInterface
public interface PlayabilityRule {

  /// What breaks this rule.
  ///
  /// @return empty for a level that can be played
  List<Violation> violations(Level level);

  /// Whether a level can be played.
  default boolean playable(Level level) {
    return violations(level).isEmpty();
  }

  /// A broken rule.
  ///
  /// @param rule its name, such as `exactly 1 A`
  /// @param cell where it is broken, row by row; −1 for the level as a whole
  record Violation(String rule, int cell) {}
}
