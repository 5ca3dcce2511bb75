package everymode.data;

import everymode.random.RandomKey;

/// Which rows of a set without a test file are held out.
final class HeldOutSplit {

  private static final RandomKey CHANCE = new RandomKey(0).fold("data").fold("held-out");

  private HeldOutSplit() {}

  /// About a tenth of the rows, at least one and not all: a row's fate depends on its position
  /// alone, so that rows added at the end move no other.
  static boolean[] tenth(int rows) {
    boolean[] held = new boolean[rows];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      held[i] = Long.remainderUnsigned(CHANCE.fold(i).seed(), 10) == 0;
      count += held[i] ? 1 : 0;
    }
    if (count == 0 || count == rows) {
      held[rows - 1] = count == 0;
    }
    return held;
  }
}
