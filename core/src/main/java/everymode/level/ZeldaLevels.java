package everymode.level;

import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Makes levels that keep the rules of [LevelRules#zelda]: short walls in a closed room, an avatar,
/// a key, a goal and up to five enemies.
public final class ZeldaLevels {

  private static final PlayabilityRule RULE = LevelRules.zelda(true);
  private static final double WALLS = 0.22; // of the cells within the border
  private static final int LONGEST = 5; // wall
  private static final int[] ENEMIES = {0, 1, 2, 3, 3, 4}; // drawn with equal probabilities

  private ZeldaLevels() {}

  /// Makes different levels.
  ///
  /// @param count at least 0
  /// @param height rows, at least 5
  /// @param width tiles of a row, at least 5
  public static List<Level> made(int count, int height, int width, RandomKey key) {
    if (height < 5 || width < 5) {
      throw new IllegalArgumentException("levels must have at least 5 rows of 5 tiles");
    }
    SplittableRandom random = key.random();
    List<Level> levels = new ArrayList<>();
    while (levels.size() < count) {
      Level level = drawn(height, width, random);
      if (RULE.playable(level) && !levels.contains(level)) {
        levels.add(level);
      }
    }
    return levels;
  }

  private static Level drawn(int height, int width, SplittableRandom random) {
    char[] tiles = new char[height * width];
    for (int i = 0; i < tiles.length; i++) {
      int row = i / width;
      int column = i % width;
      boolean outer = row == 0 || row == height - 1 || column == 0 || column == width - 1;
      tiles[i] = outer ? 'w' : '.';
    }
    long walls = Math.round((height - 2) * (width - 2) * WALLS * (0.5 + random.nextDouble()));
    for (long left = walls; left > 0; ) {
      int length = (int) Math.min(left, 1 + random.nextInt(LONGEST));
      int step = random.nextBoolean() ? 1 : width;
      int cell = (1 + random.nextInt(height - 2)) * width + 1 + random.nextInt(width - 2);
      for (int k = 0; k < length && tiles[cell] == '.'; k++, cell += step) {
        tiles[cell] = 'w';
      }
      left -= length;
    }
    String things = "A+g" + enemies(random);
    for (int k = 0; k < things.length(); k++) {
      int[] free = IntStream.range(0, tiles.length).filter(i -> tiles[i] == '.').toArray();
      if (free.length > 0) {
        tiles[free[random.nextInt(free.length)]] = things.charAt(k);
      }
    }
    return new Level(new String(tiles), height, width);
  }

  private static String enemies(SplittableRandom random) {
    int count = ENEMIES[random.nextInt(ENEMIES.length)];
    StringBuilder enemies = new StringBuilder();
    for (int k = 0; k < count; k++) {
      enemies.append((char) ('1' + random.nextInt(3)));
    }
    return enemies.toString();
  }
}
