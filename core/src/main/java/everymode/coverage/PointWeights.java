package everymode.coverage;

import java.util.Arrays;

/// Weights of data points over the rounds of a mixture: what a round's generator does not cover
/// counts twice as much in the next.
///
/// With target masses p_i, weights w_i begin at p_i and draws of round t at `P_t(i) = w_i / Σ w`. A
/// generator with mass g_t covers point i when `g_t(i) ≥ δ p_i`, that is when its ratio `r = g_t(i)
/// / P_t(i)` satisfies `r P_t(i) ≥ δ p_i`; else w_i doubles. Doublings are whole numbers, so that
/// no number of rounds overflows.
///
/// *Source:* Zhong, Mo, Xiao, Chen and Zheng, "Rethinking Generative Mode Coverage: A Pointwise
/// Guaranteed Approach", NeurIPS 2019, algorithm 1. It belongs to one thread.
public final class PointWeights {

  private final double[] target;
  private final int[] doublings;
  private final int[] covered;
  private int rounds;

  /// Before the first round.
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

  /// Equal masses.
  ///
  /// @param n points, at least 1
  /// @return weights before the first round
  public static PointWeights equal(int n) {
    double[] target = new double[n];
    Arrays.fill(target, 1.0 / n);
    return new PointWeights(target);
  }

  /// With what probability each point is drawn in the next round.
  ///
  /// @return P_t, `[n]`, with sum 1
  public double[] shares() {
    int most = Arrays.stream(doublings).max().orElse(0);
    double[] share = new double[target.length];
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      share[i] = Math.scalb(target[i], doublings[i] - most);
      sum += share[i];
    }
    for (int i = 0; i < share.length; i++) {
      share[i] /= sum;
    }
    return share;
  }

  /// Whether a generator covers a point, as a function of its ratio there.
  ///
  /// @param ratio r = g / P of the point, `1/D − 1` of a critic at its best
  /// @param share P of the point
  /// @param target p of the point
  /// @param threshold δ
  /// @return whether `r P ≥ δ p`; equality covers
  public static boolean covers(double ratio, double share, double target, double threshold) {
    return ratio * share >= threshold * target;
  }

  /// Which points a round's generator covers.
  ///
  /// @param ratio r_t(i) = g_t(i) / P_t(i) of each point, at least 0
  /// @param threshold δ
  /// @return whether each is covered, `[n]`
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
  /// @return η̂ = Σ P_t(i) over covered points; at 0 and at 1 the round taught nothing
  public double round(boolean[] covers) {
    double[] share = shares();
    for (int i = 0; i < share.length; i++) {
      if (covers[i]) {
        covered[i]++;
      } else {
        doublings[i]++;
      }
    }
    rounds++;
    return weight(share, covers);
  }

  /// The share of some weights on covered points: exactly 0 where none is covered and exactly 1
  /// where all are, whatever rounding makes of their sum.
  ///
  /// @param share weights, `[n]`
  /// @param covers whether each point is covered, `[n]`
  /// @return 0 to 1
  public static double weight(double[] share, boolean[] covers) {
    double in = 0;
    double out = 0;
    for (int i = 0; i < share.length; i++) {
      if (covers[i]) {
        in += share[i];
      } else {
        out += share[i];
      }
    }
    return in / (in + out);
  }

  /// Ends a round.
  ///
  /// @param ratio r_t(i) = g_t(i) / P_t(i) of each point, at least 0
  /// @param threshold δ
  /// @return η̂ = Σ P_t(i) over covered points; at 0 and at 1 the round taught nothing
  public double round(double[] ratio, double threshold) {
    return round(covered(ratio, threshold));
  }

  /// Rounds so far.
  ///
  /// @return T
  public int rounds() {
    return rounds;
  }

  /// How often each point was covered.
  ///
  /// @return c_i, `[n]`
  public int[] covered() {
    return covered.clone();
  }

  /// How often each weight doubled; with [#covered] the whole state.
  ///
  /// @return `[n]`
  public int[] doublings() {
    return doublings.clone();
  }

  /// The share of the weights on some points.
  ///
  /// @param points their numbers
  /// @return 0 to 1
  public double shareOf(int... points) {
    double[] share = shares();
    return Arrays.stream(points).mapToDouble(i -> share[i]).sum();
  }

  /// The least share of rounds in which every point of mass p is covered when each round covers at
  /// least η of the weights: `1 − log₂(2 − η) − log₂(1/p)/T` (lemma A).
  ///
  /// @param eta η, the least over rounds
  /// @param mass p of the point
  /// @param rounds T
  /// @return may be negative: then it says nothing
  public static double least(double eta, double mass, int rounds) {
    return 1 - log2(2 - eta) - log2(1 / mass) / rounds;
  }

  /// What theorem B guarantees of the uniform mixture: `g*(x) ≥ δ · least · p`.
  ///
  /// @param threshold δ
  /// @param eta the least share of weights that a round covered
  /// @param points n, all of mass 1/n
  /// @param rounds T
  /// @return the factor before p, never above δ; at most 0 where it says nothing
  public static double guaranteed(double threshold, double eta, int points, int rounds) {
    return threshold * least(eta, 1.0 / points, rounds);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
