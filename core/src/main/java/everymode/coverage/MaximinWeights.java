package everymode.coverage;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// How much of each generator to mix in so that the point served worst is served best.
///
/// With r_ki, what generator k puts into the ball of point i divided by the data's mass there, a
/// mixture with weights a has the ratio `Σ_k a_k r_ki` at point i. The weights solve
///
/// `maximise s, so that Σ_k a_k r_ki ≥ s for each point i that is kept, Σ_k a_k = 1, a ≥ 0`,
///
/// to a billionth of s. The bound proves it: it follows from the ratios by arithmetic and does not
/// rely on the solver. Where ratios lie more than ten orders of magnitude apart, rounding may leave
/// more between the two. Where the even mixture is as good as any, it is the answer.
///
/// A point that no generator reaches is always set aside: it would hold s at 0. Such points count
/// towards what may be set aside, and may exceed it. If more may be set aside, the points with the
/// smallest ratios under some weights are, and the weights are found again, until the points stand
/// still or for 20 rounds. This begins once with the weights for all points, where those that bind
/// are all equally bad, and once with the most likely weights, which few points do not sway; the
/// better end is the answer, and never worse than with nothing set aside. It is a heuristic: the
/// programme is then not convex, and other points set aside may allow more. With nothing to set
/// aside it is exact.
///
/// One hardly reached point can take nearly all weight; setting few points aside is the remedy.
/// Weights that fit counted samples look better on these samples than they are: a certificate needs
/// fresh ones.
///
/// *Source:* Freund and Schapire, "Game theory, on-line prediction and boosting", COLT 1996, for
/// mixtures as strategies in a game against the worst point; Dempster, Laird and Rubin, "Maximum
/// likelihood from incomplete data via the EM algorithm", 1977, for the most likely weights.
/// *Ours:* the programme over balls, and setting points aside.
///
/// @param weights a_k of each generator, `[T]`, at least 0, with sum 1; even where no generator
///   reaches any point
/// @param ratio the smallest ratio over points that are not set aside; 0 where all are
/// @param bound what no mixture exceeds at all points that are not set aside, at least the ratio
/// @param excluded numbers of the points that are set aside; all have less than the ratio, or none
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record MaximinWeights(double[] weights, double ratio, double bound, BitSet excluded) {

  private static final int ROUNDS = 20;
  private static final int STEPS = 30;

  /// The best mixture over all points that any generator reaches.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @return weights with a ratio that is the bound to a billionth
  public static MaximinWeights of(double[][] ratio) {
    return of(ratio, 0);
  }

  /// The best mixture that is found when some points may be set aside.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @param aside share of the points that may be set aside, in [0, 1); rounded down to whole
  ///   points
  /// @return weights with a ratio that is never less than with nothing set aside
  public static MaximinWeights of(double[][] ratio, double aside) {
    check(ratio, aside);
    int n = ratio[0].length;
    BitSet kept = reached(ratio);
    if (kept.isEmpty()) {
      return new MaximinWeights(even(ratio.length), 0, 0, all(n));
    }
    int unreached = n - kept.cardinality();
    int more = Math.max(0, (int) Math.floor(aside * n) - unreached);
    MaximinWeights best = solve(ratio, kept, even(ratio.length));
    if (more > 0) {
      for (double[] start : List.of(best.weights, likeliest(ratio, kept))) {
        MaximinWeights found = settle(ratio, kept, more, start);
        best = found.ratio > best.ratio ? found : best;
      }
    }
    return best;
  }

  /// Sets points aside and finds weights in turn. No round is worse than the one before, because
  /// its weights are where the next begins.
  private static MaximinWeights settle(double[][] ratio, BitSet kept, int more, double[] start) {
    BitSet left = without(kept, mixed(ratio, start), more);
    MaximinWeights best = solve(ratio, left, start);
    for (int round = 1; round < ROUNDS; round++) {
      BitSet next = without(kept, mixed(ratio, best.weights), more);
      if (next.equals(left)) {
        break;
      }
      left = next;
      MaximinWeights found = solve(ratio, left, best.weights);
      if (found.ratio <= best.ratio) {
        break;
      }
      best = found;
    }
    return best;
  }

  /// Weights that make `Σ_i ln Σ_k a_k r_ki` large, by expectation and maximisation: few points do
  /// not sway them.
  private static double[] likeliest(double[][] ratio, BitSet kept) {
    double[] weights = even(ratio.length);
    for (int step = 0; step < STEPS; step++) {
      double[] mixed = mixed(ratio, weights);
      for (int k = 0; k < weights.length; k++) {
        double[] row = ratio[k];
        double weight = weights[k];
        weights[k] =
            kept.stream()
                .filter(i -> mixed[i] > 0) // the smallest numbers vanish
                .mapToDouble(i -> weight * row[i] / mixed[i])
                .sum();
      }
      double sum = Arrays.stream(weights).sum(); // the number of points, but for rounding
      Arrays.setAll(weights, k -> sum > 0 ? weights[k] / sum : 1.0 / weights.length);
    }
    return weights;
  }

  private static MaximinWeights solve(double[][] ratio, BitSet kept, double[] start) {
    CuttingPlanes cuts = new CuttingPlanes(ratio, kept, start);
    double[] mixed = mixed(ratio, cuts.weights());
    double least = least(mixed, kept);
    BitSet aside = new BitSet(mixed.length);
    for (int i = 0; i < mixed.length; i++) {
      aside.set(i, mixed[i] < least);
    }
    return new MaximinWeights(cuts.weights(), least, cuts.bound(), aside);
  }

  /// All but the points with the smallest ratios; of equal ones the first go.
  private static BitSet without(BitSet kept, double[] mixed, int leave) {
    double[] sorted = kept.stream().mapToDouble(i -> mixed[i]).sorted().toArray();
    double bound = sorted[leave - 1];
    int equal = leave - (int) Arrays.stream(sorted).filter(r -> r < bound).count();
    BitSet left = new BitSet(mixed.length);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      boolean goes = mixed[i] < bound || (mixed[i] == bound && equal-- > 0);
      left.set(i, !goes);
    }
    return left;
  }

  /// Ratios of a mixture, `Σ_k a_k r_ki`.
  ///
  /// @param ratio r_ki, `[T][n]`
  /// @param weights a_k, `[T]`
  /// @return `[n]`
  public static double[] mixed(double[][] ratio, double[] weights) {
    double[] mixed = new double[ratio[0].length];
    for (int k = 0; k < weights.length; k++) {
      for (int i = 0; weights[k] > 0 && i < mixed.length; i++) {
        mixed[i] += weights[k] * ratio[k][i];
      }
    }
    return mixed;
  }

  /// The smallest value at some points.
  static double least(double[] mixed, BitSet points) {
    return points.stream().mapToDouble(i -> mixed[i]).min().orElseThrow();
  }

  /// Equal weights.
  static double[] even(int generators) {
    double[] weights = new double[generators];
    Arrays.fill(weights, 1.0 / generators);
    return weights;
  }

  private static BitSet reached(double[][] ratio) {
    BitSet reached = new BitSet(ratio[0].length);
    for (double[] row : ratio) {
      for (int i = 0; i < row.length; i++) {
        if (row[i] > 0) {
          reached.set(i);
        }
      }
    }
    return reached;
  }

  private static BitSet all(int n) {
    BitSet all = new BitSet(n);
    all.set(0, n);
    return all;
  }

  private static void check(double[][] ratio, double aside) {
    if (!(aside >= 0 && aside < 1)) {
      throw new IllegalArgumentException("excluded must be in [0, 1), but is " + aside);
    }
    if (ratio.length == 0 || ratio[0].length == 0) {
      throw new IllegalArgumentException(
          "ratio must have at least one generator and one point, but has none");
    }
    for (int k = 0; k < ratio.length; k++) {
      if (ratio[k].length != ratio[0].length) {
        throw new IllegalArgumentException(
            "ratio must have as many points for each generator, but has %,d for 0 and %,d for %d"
                .formatted(ratio[0].length, ratio[k].length, k));
      }
      for (int i = 0; i < ratio[k].length; i++) {
        if (!(ratio[k][i] >= 0 && ratio[k][i] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "ratio must be finite and at least 0, but is %s for generator %d at point %,d"
                  .formatted(ratio[k][i], k, i));
        }
      }
    }
  }
}
