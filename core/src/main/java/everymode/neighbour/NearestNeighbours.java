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
    return roots(KnnResult.within(PointSet.of(x), k));
  }

  /// Euclidean distances of each point to its k nearest points in another set.
  ///
  /// @param x `[n, ...]`, each row one point
  /// @param among `[m, ...]`, m at least k; rows as long as those of x
  /// @param k number of neighbours, at least 1
  /// @return `[n][k]`, ascending
  /// @throws IllegalArgumentException when the other set has fewer than k points
  public static double[][] distances(Tensor x, Tensor among, int k) {
    return roots(KnnResult.among(PointSet.of(x), PointSet.of(among), k));
  }

  private static double[][] roots(KnnResult nearest) {
    for (double[] row : nearest.squared()) {
      Arrays.setAll(row, i -> Math.sqrt(row[i]));
    }
    return nearest.squared();
  }
}
