package everymode.level;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The tiles of a game, numbered from 0.
///
/// @param letters one for each, all different
/// @param names what a legend calls them, such as `solid`; tiles without a name are missing
public record TileSet(String letters, Map<Character, List<String>> names) {

  /// Checks that letters differ, and copies the map.
  public TileSet {
    if (letters.isEmpty() || letters.chars().distinct().count() != letters.length()) {
      throw new IllegalArgumentException("tiles must be different letters, but are " + letters);
    }
    names = Map.copyOf(names);
  }

  /// The tiles of a legend, and behind them those that occur in levels without being in it.
  ///
  /// @param legend in its order; may be empty
  public static TileSet of(Map<Character, List<String>> legend, Collection<Level> levels) {
    TreeSet<Character> others = new TreeSet<>();
    levels.forEach(level -> level.tiles().chars().forEach(c -> others.add((char) c)));
    others.removeAll(legend.keySet());
    return new TileSet(text(legend.keySet()) + text(others), legend);
  }

  private static String text(Collection<Character> letters) {
    return letters.stream().map(String::valueOf).collect(Collectors.joining());
  }

  /// How many tiles there are.
  public int size() {
    return letters.length();
  }

  /// The number of a tile; −1 for a letter that is none.
  public int index(char letter) {
    return letters.indexOf(letter);
  }

  /// The letter of a tile.
  public char letter(int index) {
    return letters.charAt(index);
  }

  /// How often each tile occurs in a level.
  ///
  /// @return `[size]`
  public int[] counts(Level level) {
    int[] counts = new int[size()];
    level.tiles().chars().forEach(c -> counts[index((char) c)]++);
    return counts;
  }
}
