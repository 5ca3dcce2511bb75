package everymode.model.pointwise;

import everymode.prior.PriorSpec;

/// How often each member is drawn.
public sealed interface MemberWeights {

  /// As the method says: all alike, but for AdaGAN with a fixed `beta`.
  record Uniform() implements MemberWeights {}

  /// So that the least covered point has as much of its mass as can be: a linear programme over
  /// samples of each member in balls around training rows.
  ///
  /// @param k a ball reaches to its k-th other row, at least 1
  /// @param points balls at most, at least 1
  /// @param samples of each member; 0 for 32 in an average ball
  /// @param excludedFraction share of the points that may be given up, in [0, 1)
  record Maximin(int k, int points, int samples, double excludedFraction) implements MemberWeights {

    /// Checks the numbers.
    public Maximin {
      PriorSpec.atLeast("k", k, 1);
      PriorSpec.atLeast("points", points, 1);
      PriorSpec.atLeast("samples", samples, 0);
      if (!(excludedFraction >= 0 && excludedFraction < 1)) {
        throw new IllegalArgumentException(
            "excludedFraction must be in [0, 1), but is " + excludedFraction);
      }
    }

    /// The custom.
    ///
    /// @return balls of 50 rows, 1 % of the points aside
    public static Maximin defaults() {
      return new Maximin(50, 10_000, 0, 0.01);
    }
  }
}
