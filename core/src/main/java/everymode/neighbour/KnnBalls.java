package everymode.neighbour;

import everymode.neighbour.ClosePairs.PairAction;
import everymode.neighbour.ClosePairs.Visitor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.bytedeco.pytorch.Tensor;

/// An open ball around each real point, whose radius is the distance to its k-th nearest other real
/// point. The ball of a point with k duplicates contains only these. Counts samples in the balls.
///
/// Comparisons fall back to double precision whenever rounding could matter, so counts do not
/// depend on blocks or threads. Memory grows with points times k, and with the samples of one call.
public final class KnnBalls {

  private final Placed real;
  private final double[] radius; // squared; the smallest positive number for a radius of 0
  private final int[] held;
  private final int[] own;

  /// Computes the balls of points without classes.
  ///
  /// @param points `[n, ...]`, each row one point
  /// @param k at least 1 and less than n
  public KnnBalls(Tensor points, int k) {
    this(points, new int[0], k);
  }

  /// Computes the balls.
  ///
  /// @param points `[n, ...]`, each row one point
  /// @param label class of each point, `[n]`; empty without classes
  /// @param k at least 1 and less than n
  public KnnBalls(Tensor points, int[] label, int k) {
    real = Placed.of(PointSet.of(points));
    radius =
        Arrays.stream(KnnResult.within(real, k).radius(k))
            .map(r -> r == 0 ? Double.MIN_VALUE : r)
            .toArray();
    AtomicIntegerArray all = new AtomicIntegerArray(real.n());
    AtomicIntegerArray same = new AtomicIntegerArray(label.length);
    PairAction count =
        (pairs, i, j, squared) -> {
          boolean one = label.length > 0 && label[i] == label[j];
          if (pairs.below(i, j, squared, radius[i])) {
            add(all, same, i, one);
          }
          if (pairs.below(i, j, squared, radius[j])) {
            add(all, same, j, one);
          }
        };
    ClosePairs.visit(real, new Visitor(i -> radius[i], j -> radius[j], count));
    held = withCentres(all);
    own = withCentres(same);
  }

  private static void add(AtomicIntegerArray all, AtomicIntegerArray same, int ball, boolean one) {
    all.getAndIncrement(ball);
    if (one) {
      same.getAndIncrement(ball);
    }
  }

  private static int[] withCentres(AtomicIntegerArray others) {
    int[] counts = new int[others.length()];
    Arrays.setAll(counts, i -> others.get(i) + 1);
    return counts;
  }

  /// The number of real points in each ball, including its centre.
  ///
  /// @return `[n]`; k unless distances tie
  public int[] held() {
    return held.clone();
  }

  /// The number of real points of its centre's class in each ball, including its centre.
  ///
  /// @return `[n]`; empty without classes
  public int[] own() {
    return own.clone();
  }

  /// The radius of each ball.
  ///
  /// @return `[n]`; 0 for a point with k duplicates
  public double[] radius() {
    return Arrays.stream(radius).map(r -> r == Double.MIN_VALUE ? 0 : Math.sqrt(r)).toArray();
  }

  /// Counts the samples in each ball.
  ///
  /// @param samples `[m, ...]`
  /// @return `[n]`
  public long[] count(Tensor samples) {
    AtomicLongArray counts = new AtomicLongArray(real.n());
    PairAction count =
        (pairs, i, j, squared) -> {
          if (pairs.below(i, j, squared, radius[i])) {
            counts.getAndIncrement(i);
          }
        };
    ClosePairs.visit(real, PointSet.of(samples), Visitor.oneWay(i -> radius[i], count));
    long[] all = new long[real.n()];
    Arrays.setAll(all, counts::get);
    return all;
  }
}
