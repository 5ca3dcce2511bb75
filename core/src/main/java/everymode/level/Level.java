package everymode.level;

import everymode.error.EverymodeException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A level of a game: a grid of tiles, each a letter.
///
/// @param tiles row by row
/// @param height rows, at least 1
/// @param width tiles of a row, at least 1
public record Level(String tiles, int height, int width) {

  /// Checks the sizes.
  public Level {
    if (height < 1 || width < 1 || tiles.length() != (long) height * width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d tiles are not %d rows of %d", tiles.length(), height, width));
    }
  }

  /// A level from its lines; lines without tiles at the beginning and end are left out.
  ///
  /// @param name of the text, for the message
  /// @throws EverymodeException if there are no lines, or their lengths differ
  public static Level parse(String text, String name) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text; // of some editors
    if (plain.chars().anyMatch(c -> Character.isSurrogate((char) c) || c == '\t')) {
      throw new EverymodeException(
          name + ": has tabs or symbols such as emoji; write each tile as one plain letter");
    }
    List<String> exact = plain.lines().toList();
    boolean even = exact.stream().map(String::length).distinct().count() == 1;
    // Spaces may be tiles, but at the ends of some lines they are slips.
    List<String> lines = even ? exact : exact.stream().map(String::stripTrailing).toList();
    int from = 0;
    int to = lines.size();
    while (from < to && lines.get(from).isEmpty()) {
      from++;
    }
    while (to > from && lines.get(to - 1).isEmpty()) {
      to--;
    }
    if (from == to) {
      throw new EverymodeException(name + ": has no tiles; a level needs lines of letters");
    }
    int width = lines.get(from).length();
    for (int i = from; i < to; i++) {
      if (lines.get(i).length() != width) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: line %d: must have %d tiles like the first line, but has %d; correct the line, or remove the file if it is no level",
                name,
                i + 1,
                width,
                lines.get(i).length()));
      }
    }
    return new Level(String.join("", lines.subList(from, to)), to - from, width);
  }

  /// The tile in a row and column.
  public char at(int row, int column) {
    return tiles.charAt(row * width + column);
  }

  /// How often a tile occurs.
  public int count(char tile) {
    return (int) tiles.chars().filter(c -> c == tile).count();
  }

  /// The cells of a tile, numbered row by row.
  IntStream cells(char tile) {
    return IntStream.range(0, tiles.length()).filter(i -> tiles.charAt(i) == tile);
  }

  /// The cells beside a cell: above, below, left and right.
  IntStream beside(int cell) {
    int row = cell / width;
    int column = cell % width;
    return IntStream.of(
            row > 0 ? cell - width : -1,
            row + 1 < height ? cell + width : -1,
            column > 0 ? cell - 1 : -1,
            column + 1 < width ? cell + 1 : -1)
        .filter(i -> i >= 0);
  }

  /// Whether another level has the same height and width.
  public boolean sameSize(Level other) {
    return height == other.height && width == other.width;
  }

  /// The number of cells whose tiles differ.
  ///
  /// @param other of the same size
  public int hamming(Level other) {
    if (!sameSize(other)) {
      throw new IllegalArgumentException("levels of different sizes have no Hamming distance");
    }
    return (int)
        IntStream.range(0, tiles.length())
            .filter(i -> tiles.charAt(i) != other.tiles.charAt(i))
            .count();
  }

  /// The level as lines.
  public String text() {
    return IntStream.range(0, height)
        .mapToObj(row -> tiles.substring(row * width, (row + 1) * width) + "\n")
        .collect(Collectors.joining());
  }
}
