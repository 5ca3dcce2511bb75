package everymode.transport;

import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Parallel;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The sliced Wasserstein-1 distance: one-dimensional distances along random lines.
///
/// *Source:* Rabin, Peyré, Delon and Bernot, "Wasserstein Barycenter and Its Application to Texture
/// Mixing", 2011.
public final class SlicedWasserstein {

  private SlicedWasserstein() {}

  /// `mean_θ W₁(⟨θ, x⟩, ⟨θ, y⟩)` over directions θ that are uniform on the sphere.
  ///
  /// @param x at least one point
  /// @param y at least one point of the same dimension
  /// @param projections number of directions
  /// @param key determines the directions
  /// @return at least 0
  public static double wasserstein(PointSet x, PointSet y, int projections, RandomKey key) {
    return ConfidenceInterval.mean(
        Parallel.values(
            projections,
            i -> {
              double[] direction = direction(x.dim(), key.fold(i));
              return PairwiseDistances.wasserstein(project(x, direction), project(y, direction));
            }));
  }

  private static double[] direction(int dim, RandomKey key) {
    SplittableRandom random = key.random();
    double[] v = new double[dim];
    double norm = 0;
    for (int c = 0; c < dim; c++) {
      v[c] = random.nextGaussian();
      norm += v[c] * v[c];
    }
    double scale = 1 / Math.sqrt(norm);
    return Arrays.stream(v).map(a -> a * scale).toArray();
  }

  private static double[] project(PointSet x, double[] direction) {
    double[] projected = new double[x.n()];
    for (int i = 0; i < projected.length; i++) {
      for (int c = 0; c < direction.length; c++) {
        projected[i] += direction[c] * x.values()[i * direction.length + c];
      }
    }
    return projected;
  }
}
