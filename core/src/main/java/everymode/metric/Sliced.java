package everymode.metric;

import everymode.chance.Chance;
import everymode.geometry.PairLaw;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Wasserstein-1 distances in one dimension, and along random lines in many.
///
/// *Source:* Rabin, Peyré, Delon and Bernot, "Wasserstein Barycenter and Its Application to Texture
/// Mixing", 2011.
final class Sliced {

  private Sliced() {}

  /// `mean_θ W₁(⟨θ, x⟩, ⟨θ, y⟩)` over directions θ that are uniform on the sphere.
  ///
  /// @param x at least one point
  /// @param y at least one point of the same dimension
  /// @param projections how many directions
  /// @param chance decides them
  /// @return at least 0
  static double wasserstein(Cloud x, Cloud y, int projections, Chance chance) {
    return Pairs.inParallel(
            projections,
            i -> {
              double[] direction = direction(x.dim(), chance.at(i));
              return PairLaw.apart(along(x, direction), along(y, direction));
            })
        .stream()
        .mapToDouble(d -> d)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] direction(int dim, Chance chance) {
    SplittableRandom random = chance.random();
    double[] v = new double[dim];
    double norm = 0;
    for (int c = 0; c < dim; c++) {
      v[c] = random.nextGaussian();
      norm += v[c] * v[c];
    }
    double scale = 1 / Math.sqrt(norm);
    return Arrays.stream(v).map(a -> a * scale).toArray();
  }

  private static double[] along(Cloud x, double[] direction) {
    double[] along = new double[x.n()];
    for (int i = 0; i < along.length; i++) {
      for (int c = 0; c < direction.length; c++) {
        along[i] += direction[c] * x.values()[i * direction.length + c];
      }
    }
    return along;
  }
}
