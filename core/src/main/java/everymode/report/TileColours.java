package everymode.report;

import everymode.level.Level;
import everymode.level.TileSet;
import java.util.List;
import java.util.Locale;

/// The colours in which tiles are drawn: light for floors, dark for walls, told by their letters
/// and names, and bright ones for all others.
public final class TileColours {

  private static final int FLOOR = 0xf2efe6;
  private static final int WALL = 0x3b4252;
  private static final int OUTSIDE = 0x808080;
  private static final int[] BRIGHT = {
    0x2a9d8f, 0xe9b44c, 0xd1495b, 0xb5179e, 0xf3722c, 0x3a86ff, 0x6a994e, 0x8d99ae, 0x7f5539,
    0x5e60ce,
  };

  private final TileSet tiles;
  private final int[] colour;

  /// @param tiles whose colours are chosen
  public TileColours(TileSet tiles) {
    this.tiles = tiles;
    colour = new int[tiles.size()];
    int next = 0;
    for (int i = 0; i < colour.length; i++) {
      char letter = tiles.letter(i);
      List<String> names = tiles.names().getOrDefault(letter, List.of());
      if (".- _".indexOf(letter) >= 0 || named(names, "floor", "empty")) {
        colour[i] = FLOOR;
      } else if ("w#X".indexOf(letter) >= 0 || named(names, "wall", "solid")) {
        colour[i] = WALL;
      } else {
        colour[i] = BRIGHT[next++ % BRIGHT.length];
      }
    }
  }

  private static boolean named(List<String> names, String... words) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(List.of(words)::contains);
  }

  /// The colour of a tile as red, green and blue.
  ///
  /// @param letter of the tile
  public int of(char letter) {
    return colour[tiles.index(letter)];
  }

  /// Whether a tile is neither floor nor wall.
  boolean bright(char letter) {
    int rgb = of(letter);
    return rgb != FLOOR && rgb != WALL;
  }

  /// A level as an image of one pixel for each tile.
  ///
  /// @param height at least that of the level
  /// @param width at least that of the level
  public RasterImage raster(Level level, int height, int width) {
    byte[] pixels = new byte[3 * height * width];
    for (int i = 0; i < height * width; i++) {
      int row = i / width;
      int column = i % width;
      boolean inside = row < level.height() && column < level.width();
      int rgb = inside ? of(level.at(row, column)) : OUTSIDE;
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = (byte) (rgb >> (8 * (2 - c)));
      }
    }
    return new RasterImage(width, height, 3, pixels);
  }
}
