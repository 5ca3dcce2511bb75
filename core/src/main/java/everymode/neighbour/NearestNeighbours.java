package everymode.neighbour;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// The nearest neighbours of points, within one set or in another.
///
/// Memory grows with n, time with n². Results do not depend on the number of threads.
public final class NearestNeighbours {

  private NearestNeighbours() {}

  /// Euclidean distances of each point to its k nearest other points.
  ///
  /// @param x `[n, ...]`, each row one point, n greater than k
  /// @param k number of neighbours, at least 1
  /// @return `[n][k]`, ascending; duplicates of a point are neighbours at distance 0
  /// @throws IllegalArgumentException when there are not more than k points
  public static double[][] distances(Tensor x, int k) {
    return roots(squared(PointSet.of(x), k));
  }

  /// Euclidean distances of each point to its k nearest points in another set.
  ///
  /// @param x `[n, ...]`, each row one point
  /// @param among `[m, ...]`, m at least k; rows as long as those of x
  /// @param k number of neighbours, at least 1
  /// @return `[n][k]`, ascending
  /// @throws IllegalArgumentException when the other set has fewer than k points
  public static double[][] distances(Tensor x, Tensor among, int k) {
    return roots(nearest(PointSet.of(x), PointSet.of(among), k).squared());
  }

  /// Squared distances of each point to its k nearest other points, `[n][k]`, ascending.
  static double[][] squared(PointSet x, int k) {
    return nearest(x, k).squared();
  }

  /// The k nearest other points of each point.
  static KnnResult nearest(PointSet x, int k) {
    check(k, x.n() - 1);
    return KnnResult.within(x, k);
  }

  /// The k nearest points in another set for each point.
  static KnnResult nearest(PointSet x, PointSet among, int k) {
    check(k, among.n());
    return KnnResult.among(x, among, k);
  }

  private static void check(int k, int n) {
    if (n < k || k < 1) {
      throw new IllegalArgumentException(
          "k must be between 1 and the number of other points, %d, but is %d"
              .formatted(Math.max(0, n), k));
    }
  }

  private static double[][] roots(double[][] squared) {
    for (double[] row : squared) {
      Arrays.setAll(row, i -> Math.sqrt(row[i]));
    }
    return squared;
  }
}
