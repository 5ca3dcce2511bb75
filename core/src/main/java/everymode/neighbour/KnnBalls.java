package everymode.neighbour;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.bytedeco.pytorch.Tensor;

/// An open ball around each real point, whose radius is the distance to its k-th nearest other real
/// point. The ball of a point with k duplicates contains only these. Counts samples in the balls.
///
/// Comparisons fall back to double precision whenever rounding could matter, so counts do not
/// depend on blocks or threads. Memory grows with points times k, and with the samples of one call.
public final class KnnBalls {

  private final PointSet real;
  private final double[] radius; // squared; the smallest positive number for a radius of 0
  private final int[] held;

  /// Computes the balls.
  ///
  /// @param real `[n, ...]`, each row one point
  /// @param k at least 1 and less than n
  public KnnBalls(Tensor real, int k) {
    this(PointSet.of(real), k);
  }

  KnnBalls(PointSet real, int k) {
    this.real = real;
    radius =
        Arrays.stream(NearestNeighbours.nearest(real, k).radius(k))
            .map(r -> r == 0 ? Double.MIN_VALUE : r)
            .toArray();
    AtomicLongArray counts = new AtomicLongArray(real.n());
    ClosePairs.visit(real, new Counter(counts, true));
    held = new int[real.n()];
    Arrays.setAll(held, i -> Math.toIntExact(counts.get(i)) + 1); // the point itself
  }

  /// The number of real points in each ball, including its centre.
  ///
  /// @return `[n]`; k unless distances tie
  public int[] held() {
    return held.clone();
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
    return count(PointSet.of(samples));
  }

  long[] count(PointSet samples) {
    AtomicLongArray counts = new AtomicLongArray(real.n());
    ClosePairs.visit(real, samples, new Counter(counts, false));
    long[] all = new long[real.n()];
    Arrays.setAll(all, counts::get);
    return all;
  }

  private final class Counter implements ClosePairs.Visitor {
    private final AtomicLongArray counts;
    private final boolean within;

    Counter(AtomicLongArray counts, boolean within) {
      this.counts = counts;
      this.within = within;
    }

    @Override
    public double reach(int i) {
      return radius[i];
    }

    @Override
    public double reachBack(int j) {
      return within ? radius[j] : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pair(ClosePairs pairs, int i, int j, double squared) {
      if (pairs.below(i, j, squared, radius[i])) {
        counts.getAndIncrement(i);
      }
      if (within && pairs.below(i, j, squared, radius[j])) {
        counts.getAndIncrement(j);
      }
    }
  }
}
