package everymode.model.pointwise;

import everymode.config.Require;

/// How the mixture weights of the members are chosen.
public sealed interface MemberWeights {

  /// As the method defines: equal weights, except for AdaGAN with a fixed `beta`.
  record Uniform() implements MemberWeights {}

  /// Maximises the coverage of the least covered point: a linear programme over counts of each
  /// member's samples in balls around training rows.
  ///
  /// @param k the radius of a ball is the distance to the k-th nearest other row, at least 1
  /// @param points maximum number of balls, at least 1
  /// @param samples samples per member; 0 for 32 in an average ball
  /// @param excludedFraction share of the points that may be excluded, in [0, 1)
  record Maximin(int k, int points, int samples, double excludedFraction) implements MemberWeights {

    /// Validates the values.
    public Maximin {
      Require.atLeast("k", k, 1);
      Require.atLeast("points", points, 1);
      Require.atLeast("samples", samples, 0);
      Require.fraction("excludedFraction", excludedFraction);
    }

    /// The default configuration.
    ///
    /// @return balls of 50 rows, 1 % of the points excluded
    public static Maximin defaults() {
      return new Maximin(50, 10_000, 0, 0.01);
    }
  }
}
