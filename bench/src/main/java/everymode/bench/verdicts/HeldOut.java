package everymode.bench.verdicts;

import everymode.neighbour.ClassRegions;
import everymode.neighbour.KnnResult;
import everymode.neighbour.PointSet;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Held-out rows of a class and of others, and the region of the class.
///
/// @param own rows of the class
/// @param some of the others, a few hundred or all
/// @param regions of the class, 0, and of the others, 1
record HeldOut(PointSet own, PointSet some, ClassRegions regions) {

  private static final int SOME = 500;
  private static final int ENOUGH = 4; // rows of a class for two neighbours

  static HeldOut of(PointSet own, PointSet others) {
    long[] label = new long[own.n() + others.n()];
    Arrays.fill(label, own.n(), label.length, 1);
    return new HeldOut(
        own,
        others.range(0, Math.min(SOME, others.n())),
        new ClassRegions(PointSet.join(List.of(own, others)), label, 2));
  }

  /// Draws as many rows as a cell holds out.
  ///
  /// @param random whether the number of rows of the class is random, at least 2
  static HeldOut draw(Cell cell, boolean random, SplittableRandom draws) {
    int all = cell.held() + cell.heldOthers();
    int own =
        random
            ? (int) Math.max(2, Binomial.draw(draws, all, (double) cell.held() / all))
            : cell.held();
    PointSet ofClass = cell.law().ofClass(draws, own, 1);
    return of(ofClass, cell.law().others(draws, all - own, 1));
  }

  /// How many rows count for the class. Rows that are not nearer to its rows than to some of the
  /// others cannot, so distances to all others are computed for the rest only.
  long count(PointSet x) {
    if (x.n() == 0) {
      return 0;
    }
    int k = own.n() < ENOUGH ? 1 : 2;
    double[][] toOwn = KnnResult.among(x, own, k).squared();
    double[][] toSome = KnnResult.among(x, some, k).squared();
    PointSet close =
        x.pick(
            LongStream.range(0, x.n())
                .filter(i -> toOwn[(int) i][k - 1] < toSome[(int) i][k - 1])
                .toArray());
    return regions.count(close)[0];
  }
}
