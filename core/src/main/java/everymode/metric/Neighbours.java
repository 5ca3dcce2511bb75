package everymode.metric;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Distances to the nearest neighbours within one set of points.
///
/// Memory grows with n, time with n². The numbers do not depend on the number of threads.
public final class Neighbours {

  private Neighbours() {}

  /// Euclidean distances of each point to its k nearest others.
  ///
  /// @param x `[n, ...]`, each row one point; n is greater than k
  /// @param k neighbours wanted, at least 1
  /// @return `[n][k]`, ascending; copies of a point are neighbours at distance 0
  /// @throws IllegalArgumentException when there are not more than k points
  public static double[][] distances(Tensor x, int k) {
    double[][] squared = squared(Cloud.of(x), k);
    for (double[] row : squared) {
      Arrays.setAll(row, i -> Math.sqrt(row[i]));
    }
    return squared;
  }

  /// Squared distances of each point to its k nearest others, `[n][k]`, ascending.
  static double[][] squared(Cloud x, int k) {
    if (x.n() <= k || k < 1) {
      throw new IllegalArgumentException(k + " neighbours among " + x.n() + " points");
    }
    double[][] nearest = new double[x.n()][k];
    for (double[] row : nearest) {
      Arrays.fill(row, Double.POSITIVE_INFINITY);
    }
    Pairs.visit(
        x,
        x,
        (pairs, _) ->
            (i, from, count, squared) -> {
              double[] best = nearest[i];
              for (int c = 0; c < count; c++) {
                if (from + c != i && pairs.below(i, from + c, squared[c], best[k - 1])) {
                  insert(best, pairs.exact(i, from + c));
                }
              }
            });
    return nearest;
  }

  private static void insert(double[] ascending, double value) {
    int at = ascending.length - 1;
    for (; at > 0 && ascending[at - 1] > value; at--) {
      ascending[at] = ascending[at - 1];
    }
    ascending[at] = value;
  }
}
