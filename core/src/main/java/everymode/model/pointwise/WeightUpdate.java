package everymode.model.pointwise;

import everymode.config.Require;

/// How the weights of points are updated from the coverage of a round.
public sealed interface WeightUpdate {

  /// Doubles the weights of points that a round does not cover.
  ///
  /// @param threshold δ in (0, 1): a point is covered if it has at least δ times its mass
  /// @param normalize whether ratios are first normalised to those of a distribution, `Σ r_i P_i =
  ///   1`
  /// @param enough number of rounds that must cover each point; training ends when all points reach
  ///   it; 0 to train all rounds
  record Doubling(double threshold, boolean normalize, int enough) implements WeightUpdate {

    /// Validates the values.
    public Doubling {
      Require.that(threshold > 0 && threshold < 1, "threshold must be in (0, 1)", threshold);
      Require.atLeast("enough", enough, 0);
    }

    /// The values of the paper.
    ///
    /// @return δ = 1/4
    public static Doubling defaults() {
      return new Doubling(0.25, false, 0);
    }
  }

  /// Weights stay constant: the members are independent of one another.
  record None() implements WeightUpdate {}

  /// Weights of AdaGAN.
  ///
  /// @param rule how weights are computed from ratios
  /// @param beta the mixture weight of each new member, in [0, 1]; 0 for 1/t in round t, which
  ///   gives all members equal weights
  /// @param top share of the points that the rule `top` keeps, in (0, 1]
  record Boost(Rule rule, double beta, double top) implements WeightUpdate {

    /// How weights are computed from ratios.
    public enum Rule {
      /// Optimal reweighting of theorem 1.
      STAR,
      /// Reweighting of theorem 2.
      DAGGER,
      /// Equal weights on the least covered points.
      TOP
    }

    /// Validates the values.
    public Boost {
      Require.that(beta >= 0 && beta <= 1, "beta must be in [0, 1]", beta);
      Require.that(top > 0 && top <= 1, "top must be in (0, 1]", top);
    }

    /// The default configuration.
    ///
    /// @return theorem 1 with equal mixture weights
    public static Boost defaults() {
      return new Boost(Rule.STAR, 0, 0.25);
    }
  }
}
