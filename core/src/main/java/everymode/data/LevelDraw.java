package everymode.data;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.level.Level;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Levels that were drawn until enough of them kept the rule.
///
/// @param levels the kept ones, in the order in which they were drawn
/// @param drawn how many were drawn in all
/// @param playable how many of these kept the rule
public record LevelDraw(List<Level> levels, int drawn, int playable) {

  private static final int FEWEST = 10_000; // drawn before giving up
  private static final int PATIENCE = 200; // drawn for each wanted one before giving up

  /// Copies the list.
  public LevelDraw {
    levels = List.copyOf(levels);
  }

  /// Draws playable levels. The i-th does not depend on how many are wanted.
  ///
  /// @param n wanted levels, at least 1
  /// @param fresh whether levels that were seen before are left out
  /// @param known levels that count as seen
  /// @throws EverymodeException when too few levels are kept
  public static LevelDraw of(
      Sampler sampler, Domain.Grid grid, int n, boolean fresh, Set<Level> known, RandomKey key) {
    Set<Level> seen = new HashSet<>(known);
    List<Level> kept = new ArrayList<>();
    int drawn = 0;
    int playable = 0;
    for (int chunk = 0; kept.size() < n; chunk++) {
      if (drawn >= Math.max(FEWEST, (long) PATIENCE * n)) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "only %,d of %,d levels that were drawn are playable%s; train longer, or ask for fewer",
                kept.size(),
                drawn,
                fresh ? " and new" : ""));
      }
      if (Interruption.requested()) {
        throw Interruption.of("drawing levels");
      }
      for (Level level : levels(sampler, grid, key.fold(chunk))) {
        if (kept.size() < n) {
          drawn++;
          if (grid.rules().playable(level)) {
            playable++;
            if (!fresh || seen.add(level)) {
              kept.add(level);
            }
          }
        }
      }
    }
    return new LevelDraw(kept, drawn, playable);
  }

  private static List<Level> levels(Sampler sampler, Domain.Grid grid, RandomKey key) {
    try (var _ = new Scope()) {
      return grid.levels(sampler.sample(Sampler.BLOCK, key));
    }
  }
}
