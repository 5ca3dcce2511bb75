package everymode.data;

import everymode.random.RandomKey;

/// Chooses the held-out rows of a data set without a test file.
final class HeldOutSplit {

  private static final RandomKey KEY = new RandomKey(0).fold("data").fold("held-out");

  private HeldOutSplit() {}

  /// About a tenth of the rows, at least one and not all. Depends only on the position of a row, so
  /// that rows appended later do not change the split of the others.
  static boolean[] tenth(int rows) {
    boolean[] held = new boolean[rows];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      held[i] = Long.remainderUnsigned(KEY.fold(i).seed(), 10) == 0;
      count += held[i] ? 1 : 0;
    }
    if (count == 0 || count == rows) {
      held[rows - 1] = count == 0;
    }
    return held;
  }
}
