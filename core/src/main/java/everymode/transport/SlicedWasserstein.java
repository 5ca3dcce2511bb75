package everymode.transport;

import everymode.neighbour.ClosePairs;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Wasserstein-1 distances in one dimension, and along random lines in many.
///
/// *Source:* Rabin, Peyré, Delon and Bernot, "Wasserstein Barycenter and Its Application to Texture
/// Mixing", 2011.
public final class SlicedWasserstein {

  private SlicedWasserstein() {}

  /// `mean_θ W₁(⟨θ, x⟩, ⟨θ, y⟩)` over directions θ that are uniform on the sphere.
  ///
  /// @param x at least one point
  /// @param y at least one point of the same dimension
  /// @param projections how many directions
  /// @param key decides them
  /// @return at least 0
  public static double wasserstein(PointSet x, PointSet y, int projections, RandomKey key) {
    return ClosePairs.inParallel(
            projections,
            i -> {
              double[] direction = direction(x.dim(), key.fold(i));
              return PairwiseDistances.apart(along(x, direction), along(y, direction));
            })
        .stream()
        .mapToDouble(d -> d)
        .average()
        .orElse(Double.NaN);
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

  private static double[] along(PointSet x, double[] direction) {
    double[] along = new double[x.n()];
    for (int i = 0; i < along.length; i++) {
      for (int c = 0; c < direction.length; c++) {
        along[i] += direction[c] * x.values()[i * direction.length + c];
      }
    }
    return along;
  }
}
