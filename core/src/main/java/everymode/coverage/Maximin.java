package everymode.coverage;

import java.util.Arrays;
import java.util.BitSet;

/// How much of each generator to mix in so that the point served worst is served best.
///
/// With r_ki, what generator k puts into the ball of point i divided by the data's mass there, a
/// mixture with weights a has the ratio `Σ_k a_k r_ki` at point i. The weights solve
///
/// `maximise s, so that Σ_k a_k r_ki ≥ s for each point i that is kept, Σ_k a_k = 1, a ≥ 0`,
///
/// to a billionth of s. Where the even mixture is as good as any, it is the answer.
///
/// A point that no generator reaches is set aside, whatever may be: it would hold s at 0. It counts
/// towards what may be set aside, but may exceed it. If more may be set aside, the points with the
/// smallest ratios under the weights so far are, and the weights are found again, until the points
/// stand still or for 20 rounds. No round is worse than the one before. This is a heuristic: which
/// points are best left out is a hard problem, and the answer may be a local optimum. With nothing
/// to set aside it is exact.
///
/// *Source:* Freund and Schapire, "Game theory, on-line prediction and boosting", COLT 1996, for
/// mixtures as strategies in a game against the worst point. *Ours:* the programme over balls, and
/// setting points aside.
///
/// @param weights a_k of each generator, `[T]`, at least 0, with sum 1; even where no generator
///   reaches any point
/// @param ratio the smallest ratio over points that are not set aside; 0 where all are
/// @param aside numbers of the points that are set aside: their ratio is less than that, or 0
@SuppressWarnings("ArrayRecordComponent") // weights are few and never compared
public record Maximin(double[] weights, double ratio, BitSet aside) {

  private static final int ROUNDS = 20;

  /// The best mixture over all points that any generator reaches.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @return weights, exact but for rounding
  public static Maximin of(double[][] ratio) {
    return of(ratio, 0);
  }

  /// The best mixture that is found when some points may be set aside.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @param aside share of the points that may be set aside, in [0, 1); rounded down to whole
  ///   points
  /// @return weights, never worse than with less set aside at the first round
  public static Maximin of(double[][] ratio, double aside) {
    check(ratio, aside);
    int n = ratio[0].length;
    BitSet kept = reached(ratio);
    if (kept.isEmpty()) {
      return new Maximin(even(ratio.length), 0, all(n));
    }
    int unreached = n - kept.cardinality();
    int more = Math.max(0, (int) Math.floor(aside * n) - unreached);
    Maximin best = solve(ratio, kept, even(ratio.length));
    BitSet left = kept;
    for (int round = 0; more > 0 && round < ROUNDS; round++) {
      BitSet next = without(kept, mixed(ratio, best.weights), more);
      if (next.equals(left)) {
        break;
      }
      left = next;
      Maximin found = solve(ratio, left, best.weights);
      if (found.ratio <= best.ratio) {
        break; // the same weights would set the same points aside for ever
      }
      best = found;
    }
    return best;
  }

  private static Maximin solve(double[][] ratio, BitSet kept, double[] start) {
    double[] weights = new Cuts(ratio, kept, start).weights();
    double[] mixed = mixed(ratio, weights);
    double least = least(mixed, kept);
    BitSet aside = new BitSet(mixed.length);
    for (int i = 0; i < mixed.length; i++) {
      aside.set(i, mixed[i] < least);
    }
    return new Maximin(weights, least, aside);
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

  /// Ratios of a mixture.
  static double[] mixed(double[][] ratio, double[] weights) {
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
      throw new IllegalArgumentException("aside must be in [0, 1), but is " + aside);
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
