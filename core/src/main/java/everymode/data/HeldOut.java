package everymode.data;

import everymode.chance.Chance;

/// Which rows of a set without a test file are held out.
final class HeldOut {

  private static final Chance CHANCE = new Chance(0).at("data").at("held-out");

  private HeldOut() {}

  /// About a tenth of the rows, at least one and not all: a row's fate depends on its position
  /// alone, so that rows added at the end move no other.
  static boolean[] tenth(int rows) {
    boolean[] held = new boolean[rows];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      held[i] = Long.remainderUnsigned(CHANCE.at(i).seed(), 10) == 0;
      count += held[i] ? 1 : 0;
    }
    if (count == 0 || count == rows) {
      held[rows - 1] = count == 0;
    }
    return held;
  }
}
