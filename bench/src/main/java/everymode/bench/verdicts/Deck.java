package everymode.bench.verdicts;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Deals rows of a class and of all others at random, none twice.
final class Deck {

  private final Labelled all;
  private final int[] others;
  private final int[] own;
  private int dealtOthers;
  private int dealtOwn;

  /// Shuffles the rows.
  ///
  /// @param label the class
  Deck(Labelled all, int label, SplittableRandom random) {
    this.all = all;
    int[] order = Labelled.order(all.size(), random);
    others = where(order, i -> all.label()[i] != label);
    own = where(order, i -> all.label()[i] == label);
  }

  private static int[] where(int[] order, IntPredicate wanted) {
    return Arrays.stream(order).filter(wanted).toArray();
  }

  /// The next rows.
  ///
  /// @throws IllegalStateException when there are not enough
  Labelled deal(int ofOthers, int ofClass) {
    if (dealtOthers + ofOthers > others.length || dealtOwn + ofClass > own.length) {
      throw new IllegalStateException("not enough rows for a trial");
    }
    int[] dealt =
        IntStream.concat(
                Arrays.stream(others, dealtOthers, dealtOthers + ofOthers),
                Arrays.stream(own, dealtOwn, dealtOwn + ofClass))
            .toArray();
    dealtOthers += ofOthers;
    dealtOwn += ofClass;
    return all.pick(dealt);
  }
}
