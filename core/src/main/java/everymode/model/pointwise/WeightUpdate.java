package everymode.model.pointwise;

import everymode.prior.PriorSpec;

/// How the weights of points follow from what a round covers.
public sealed interface WeightUpdate {

  /// Weights of points that a round does not cover double.
  ///
  /// @param threshold δ in (0, 1): covered is what has at least δ times its mass
  /// @param normalise whether ratios are scaled to those of a law first, `Σ r_i P_i = 1`
  /// @param enough rounds that cover a point, after which it has its count; training ends when all
  ///   points have theirs; 0 to train all rounds
  record Doubling(double threshold, boolean normalise, int enough) implements WeightUpdate {

    /// Checks the numbers.
    public Doubling {
      if (!(threshold > 0 && threshold < 1)) {
        throw new IllegalArgumentException("threshold must be in (0, 1), but is " + threshold);
      }
      PriorSpec.atLeast("enough", enough, 0);
    }

    /// The paper's values.
    ///
    /// @return δ = 1/4
    public static Doubling defaults() {
      return new Doubling(0.25, false, 0);
    }
  }

  /// Weights stay as they are: the members are independent of one another.
  record None() implements WeightUpdate {}

  /// Weights of AdaGAN.
  ///
  /// @param rule how weights follow from ratios
  /// @param beta the weight of each new member, in [0, 1]; 0 for 1/t in round t, which makes all
  ///   members equal
  /// @param top share of the points that the rule `top` keeps, in (0, 1]
  record Boost(Rule rule, double beta, double top) implements WeightUpdate {

    /// How weights follow from ratios.
    public enum Rule {
      /// Levels the mixture: theorem 1.
      STAR,
      /// Theorem 2.
      DAGGER,
      /// Equal weights on the least covered points.
      TOP
    }

    /// Checks the numbers.
    public Boost {
      if (!(beta >= 0 && beta <= 1)) {
        throw new IllegalArgumentException("beta must be in [0, 1], but is " + beta);
      }
      if (!(top > 0 && top <= 1)) {
        throw new IllegalArgumentException("top must be in (0, 1], but is " + top);
      }
    }

    /// The custom.
    ///
    /// @return theorem 1 with equal members
    public static Boost defaults() {
      return new Boost(Rule.STAR, 0, 0.25);
    }
  }
}
