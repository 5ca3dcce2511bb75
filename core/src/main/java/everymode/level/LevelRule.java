package everymode.level;

import everymode.config.Kind;
import everymode.config.Require;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A rule that can be written down in a file.
public sealed interface LevelRule extends PlayabilityRule {

  private static char letter(String tile) {
    return tile.charAt(0);
  }

  private static void requireTile(String key, String tile) {
    Require.that(tile.length() == 1, key + " must be one character, but is '" + tile + "'");
  }

  /// All tiles of the outer border are the same.
  @Kind("border")
  record Border(String tile) implements LevelRule {

    /// Checks the tile.
    public Border {
      requireTile("tile", tile);
    }

    @Override
    public List<Violation> violations(Level level) {
      int last = level.width() - 1;
      return IntStream.range(0, level.tiles().length())
          .filter(i -> {
            int row = i / level.width();
            int column = i % level.width();
            boolean outer = row == 0 || row == level.height() - 1 || column == 0 || column == last;
            return outer && level.tiles().charAt(i) != letter(tile);
          })
          .mapToObj(i -> new Violation("border of " + tile, i))
          .toList();
    }
  }

  /// A tile occurs so many times.
  ///
  /// @param least at least 0
  /// @param most at least `least`
  @Kind("count")
  record Count(String tile, int least, int most) implements LevelRule {

    /// Checks the numbers.
    public Count {
      requireTile("tile", tile);
      Require.atLeast("least", least, 0);
      Require.that(most >= least, "most must be at least " + least, most);
    }

    @Override
    public List<Violation> violations(Level level) {
      int found = level.count(letter(tile));
      String name =
          least == most
              ? String.format(Locale.ROOT, "exactly %d %s", least, tile)
              : String.format(Locale.ROOT, "%d to %d %s", least, most, tile);
      if (found < least) {
        return List.of(new Violation(name, -1));
      }
      return level.cells(letter(tile)).skip(most).mapToObj(i -> new Violation(name, i)).toList();
    }
  }

  /// Each tile of one kind can be reached from a tile of another, by steps up, down, left and
  /// right.
  ///
  /// @param blocked tiles that cannot be entered
  @Kind("reachable")
  record Reachable(String from, String to, List<String> blocked) implements LevelRule {

    /// Checks the tiles.
    public Reachable {
      requireTile("from", from);
      requireTile("to", to);
      blocked.forEach(tile -> requireTile("blocked", tile));
      blocked = List.copyOf(blocked);
    }

    @Override
    public List<Violation> violations(Level level) {
      BitSet closed = new BitSet();
      blocked.forEach(tile -> level.cells(letter(tile)).forEach(closed::set));
      BitSet reached = reached(level, level.cells(letter(from)), closed);
      return level
          .cells(letter(to))
          .filter(i -> !reached.get(i))
          .mapToObj(i -> new Violation(to + " reachable from " + from, i))
          .toList();
    }

    /// The cells that can be reached, with those to start from.
    static BitSet reached(Level level, IntStream start, BitSet closed) {
      BitSet reached = new BitSet();
      ArrayDeque<Integer> open = new ArrayDeque<>();
      start.forEach(i -> {
        reached.set(i);
        open.add(i);
      });
      while (!open.isEmpty()) {
        level
            .beside(open.remove())
            .filter(next -> !closed.get(next) && !reached.get(next))
            .forEach(next -> {
              reached.set(next);
              open.add(next);
            });
      }
      return reached;
    }
  }

  /// The boxes of a sokoban can be pushed onto the targets, found by a search of states.
  ///
  /// @param boxOnTarget a box that stands on a target, likewise `playerOnTarget`
  /// @param states that are searched at most; a level that needs more counts as not solvable
  @Kind("sokoban")
  record Sokoban(
      String wall,
      String player,
      String box,
      String target,
      String boxOnTarget,
      String playerOnTarget,
      int states)
      implements LevelRule {

    /// Checks the tiles.
    public Sokoban {
      requireTile("wall", wall);
      requireTile("player", player);
      requireTile("box", box);
      requireTile("target", target);
      requireTile("boxOnTarget", boxOnTarget);
      requireTile("playerOnTarget", playerOnTarget);
      Require.atLeast("states", states, 1);
    }

    /// The usual letters, and a hundred thousand states.
    public static Sokoban defaults() {
      return new Sokoban("#", "@", "$", ".", "*", "+", 100_000);
    }

    @Override
    public List<Violation> violations(Level level) {
      int[] players = cells(level, player, playerOnTarget);
      int[] boxes = cells(level, box, boxOnTarget);
      BitSet targets = new BitSet();
      Stream.of(target, boxOnTarget, playerOnTarget)
          .forEach(tile -> level.cells(letter(tile)).forEach(targets::set));
      boolean complete =
          players.length == 1 && boxes.length > 0 && boxes.length == targets.cardinality();
      BitSet walls = new BitSet();
      level.cells(letter(wall)).forEach(walls::set);
      return complete && new SokobanSearch(level, walls, targets).solved(players[0], boxes, states)
          ? List.of()
          : List.of(new Violation("solvable", -1));
    }

    private static int[] cells(Level level, String one, String other) {
      return IntStream.concat(level.cells(letter(one)), level.cells(letter(other)))
          .sorted()
          .toArray();
    }
  }
}
