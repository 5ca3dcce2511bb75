package everymode.model.pointwise;

import everymode.tensor.Stateful;
import java.util.Arrays;

/// The weights of the points in each round.
interface PointWeighting extends Stateful {

  /// The probability with which each point is drawn in a round.
  ///
  /// @param round from 0, at most the number of finished rounds
  /// @return P_t, `[n]`, with sum 1
  double[] shares(int round);

  /// Ends a round.
  ///
  /// @param ratio ratio of generated to real mass at each point, `[n]`
  void end(double[] ratio);

  /// The share of the weights that a round covered.
  ///
  /// @param round from 0, a finished round
  /// @return η̂ in [0, 1]
  double covered(int round);

  /// Whether all points are covered often enough, so that no further round is needed.
  default boolean enough() {
    return false;
  }

  /// The mixture weight of each member.
  ///
  /// @param members number of members
  /// @return weights above 0
  default double[] members(int members) {
    return equal(members);
  }

  /// Which points have at least a given ratio of generated to real mass.
  static boolean[] covered(double[] ratio, double threshold) {
    boolean[] covers = new boolean[ratio.length];
    for (int i = 0; i < covers.length; i++) {
      covers[i] = ratio[i] >= threshold;
    }
    return covers;
  }

  /// Equal shares.
  static double[] equal(int n) {
    double[] share = new double[n];
    Arrays.fill(share, 1.0 / n);
    return share;
  }
}
