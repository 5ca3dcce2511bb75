package everymode.coverage;

import java.util.Arrays;

/// Weights of data points over the rounds of a mixture: points that the generator of a round does
/// not cover have twice the weight in the next round.
///
/// With target masses p_i, weights w_i start at p_i, and round t draws points from `P_t(i) = w_i /
/// Σ w`. A generator with mass g_t covers point i if `g_t(i) ≥ δ p_i`, that is if its ratio `r =
/// g_t(i) / P_t(i)` satisfies `r P_t(i) ≥ δ p_i`; otherwise w_i doubles. Doublings are stored as
/// integers, so that any number of rounds is possible without overflow.
///
/// *Source:* Zhong, Mo, Xiao, Chen and Zheng, "Rethinking Generative Mode Coverage: A Pointwise
/// Guaranteed Approach", NeurIPS 2019, algorithm 1. Not thread-safe.
public final class PointWeights {

  private final double[] target;
  private final int[] doublings;
  private final int[] covered;
  private int rounds;

  /// The weights before the first round.
  ///
  /// @param target p_i, above 0, with sum 1
  public PointWeights(double[] target) {
    double sum = Arrays.stream(target).sum();
    boolean positive = Arrays.stream(target).allMatch(p -> p > 0);
    if (!positive || Math.abs(sum - 1) > 1e-6) {
      throw new IllegalArgumentException("masses must be above 0 with sum 1, but sum to " + sum);
    }
    this.target = target.clone();
    doublings = new int[target.length];
    covered = new int[target.length];
  }

  /// Weights before the first round for equal masses.
  ///
  /// @param n number of points, at least 1
  public static PointWeights equal(int n) {
    return new PointWeights(MaximinWeights.even(n));
  }

  /// The probability with which each point is drawn in the next round.
  ///
  /// @return P_t, `[n]`, with sum 1
  public double[] shares() {
    int maximum = Arrays.stream(doublings).max().orElse(0);
    double[] share = new double[target.length];
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      share[i] = Math.scalb(target[i], doublings[i] - maximum);
      sum += share[i];
    }
    double all = sum;
    return Arrays.stream(share).map(s -> s / all).toArray();
  }

  /// Whether a generator covers a point, given its ratio there.
  ///
  /// @param ratio r = g / P of the point, `1/D − 1` for an optimal discriminator
  /// @param share P of the point
  /// @param target p of the point
  /// @param threshold δ
  /// @return whether `r P ≥ δ p`, including equality
  public static boolean covers(double ratio, double share, double target, double threshold) {
    return ratio * share >= threshold * target;
  }

  /// Which points the generator of a round covers.
  ///
  /// @param ratio r_t(i) = g_t(i) / P_t(i) of each point, at least 0
  /// @param threshold δ
  /// @return `[n]`
  public boolean[] covered(double[] ratio, double threshold) {
    double[] share = shares();
    boolean[] covers = new boolean[share.length];
    for (int i = 0; i < share.length; i++) {
      covers[i] = covers(ratio[i], share[i], target[i], threshold);
    }
    return covers;
  }

  /// Ends a round.
  ///
  /// @param covers whether its generator covers each point
  /// @return η̂ = Σ P_t(i) over covered points; a value of 0 or 1 means the round carries no
  ///   information
  public double round(boolean[] covers) {
    double[] share = shares();
    for (int i = 0; i < share.length; i++) {
      (covers[i] ? covered : doublings)[i]++;
    }
    rounds++;
    return weight(share, covers);
  }

  /// The share of some weights on covered points: exactly 0 if none is covered and exactly 1 if all
  /// are, regardless of rounding.
  ///
  /// @param share weights, `[n]`
  /// @param covers whether each point is covered, `[n]`
  /// @return in [0, 1]
  public static double weight(double[] share, boolean[] covers) {
    double inside = 0;
    double outside = 0;
    for (int i = 0; i < share.length; i++) {
      inside += covers[i] ? share[i] : 0;
      outside += covers[i] ? 0 : share[i];
    }
    return inside / (inside + outside);
  }

  /// Ends a round.
  ///
  /// @param ratio r_t(i) = g_t(i) / P_t(i) of each point, at least 0
  /// @param threshold δ
  /// @return η̂ = Σ P_t(i) over covered points; a value of 0 or 1 means the round carries no
  ///   information
  public double round(double[] ratio, double threshold) {
    return round(covered(ratio, threshold));
  }

  /// The number of rounds so far, T.
  public int rounds() {
    return rounds;
  }

  /// How often each point was covered.
  ///
  /// @return c_i, `[n]`
  public int[] covered() {
    return covered.clone();
  }

  /// How often each weight doubled; together with [#covered] this is the whole state.
  ///
  /// @return `[n]`
  public int[] doublings() {
    return doublings.clone();
  }

  /// The share of the weights on some points.
  ///
  /// @param points their indices
  /// @return in [0, 1]
  public double shareOf(int... points) {
    double[] share = shares();
    return Arrays.stream(points).mapToDouble(i -> share[i]).sum();
  }

  /// The guaranteed minimum share of rounds in which every point of mass p is covered if each round
  /// covers at least η of the weights: `1 − log₂(2 − η) − log₂(1/p)/T` (lemma A).
  ///
  /// @param eta η, the minimum over rounds
  /// @param mass p of the point
  /// @param rounds T
  /// @return a negative value guarantees nothing
  public static double least(double eta, double mass, int rounds) {
    return 1 - log2(2 - eta) - log2(1 / mass) / rounds;
  }

  /// The guarantee of theorem B for the uniform mixture: `g*(x) ≥ δ · least · p`.
  ///
  /// @param threshold δ
  /// @param eta the minimum share of weights that a round covered
  /// @param points n, all of mass 1/n
  /// @param rounds T
  /// @return the factor of p, never above δ; a value of at most 0 guarantees nothing
  public static double guaranteed(double threshold, double eta, int points, int rounds) {
    return threshold * least(eta, 1.0 / points, rounds);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
