package everymode.model.pointwise;

import everymode.tensor.Stateful;
import java.util.Arrays;

/// The weights of the points, round by round.
interface PointWeighting extends Stateful {

  /// With what share each point was or will be drawn in a round.
  ///
  /// @param round from 0, at most the rounds that have ended
  /// @return P_t, `[n]`, with sum 1
  double[] shares(int round);

  /// Ends a round.
  ///
  /// @param ratio generated over real mass at each point, `[n]`
  void end(double[] ratio);

  /// Of the weights, what a round covered.
  ///
  /// @param round from 0, one that has ended
  /// @return η̂ in [0, 1]
  double covered(int round);

  /// Whether all points have what they need.
  ///
  /// @return true when no further round is needed
  default boolean enough() {
    return false;
  }

  /// How often each member is drawn.
  ///
  /// @param members how many there are
  /// @return weights above 0
  default double[] members(int members) {
    return equal(members);
  }

  /// Equal shares.
  static double[] equal(int n) {
    double[] share = new double[n];
    Arrays.fill(share, 1.0 / n);
    return share;
  }
}
