package everymode.coverage;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The weights of generators in a mixture that maximise the smallest coverage ratio over points.
///
/// With r_ki, the mass of generator k in the ball of point i divided by the mass of the data there,
/// a mixture with weights a has the ratio `Σ_k a_k r_ki` at point i. The weights solve
///
/// `maximise s subject to Σ_k a_k r_ki ≥ s for each point i that is kept, Σ_k a_k = 1, a ≥ 0`,
///
/// to a relative accuracy of 10⁻⁹. The bound proves this: it follows from the ratios by arithmetic
/// and does not rely on the solver. If ratios differ by more than ten orders of magnitude, rounding
/// may leave a larger gap. If uniform weights are optimal, they are returned.
///
/// A point that no generator reaches is always excluded: it would force s to 0. Such points count
/// towards the excludable fraction, and may exceed it. If more points may be excluded, those with
/// the smallest ratios under some weights are, and the weights are computed again, until the points
/// no longer change or for 20 rounds. This starts once from the weights for all points, where the
/// binding points are all equally bad, and once from the maximum-likelihood weights, which few
/// points hardly influence; the better result is returned, and it is never worse than without
/// exclusion. It is a heuristic: the problem is then not convex, and other excluded points may
/// allow a larger ratio. Without exclusion it is exact.
///
/// One rarely reached point can take nearly all weight; excluding a few points is the remedy.
/// Weights fitted to counted samples look better on these samples than they are: a certificate
/// needs fresh ones.
///
/// *Source:* Freund and Schapire, "Game theory, on-line prediction and boosting", COLT 1996, for
/// mixtures as strategies in a game against the worst point; Dempster, Laird and Rubin, "Maximum
/// likelihood from incomplete data via the EM algorithm", 1977, for the maximum-likelihood weights.
/// *Ours:* the programme over balls, and the exclusion of points.
///
/// @param weights a_k of each generator, `[T]`, at least 0, with sum 1; also if no generator
///   reaches any point
/// @param ratio the smallest ratio over points that are not excluded; 0 if all are
/// @param bound an upper bound on the smallest ratio of any mixture over these points, at least the
///   ratio
/// @param excluded indices of the excluded points; all have less than the ratio, or none
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record MaximinWeights(double[] weights, double ratio, double bound, BitSet excluded) {

  private static final int ROUNDS = 20;
  private static final int EM_STEPS = 30;

  /// The optimal mixture over all points that any generator reaches.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @return weights whose ratio equals the bound to a relative accuracy of 10⁻⁹
  public static MaximinWeights of(double[][] ratio) {
    return of(ratio, 0);
  }

  /// The best mixture found if some points may be excluded.
  ///
  /// @param ratio r_ki, `[T][n]`, finite and at least 0
  /// @param excludable fraction of the points that may be excluded, in [0, 1); rounded down to
  ///   whole points
  /// @return weights whose ratio is never less than without exclusion
  public static MaximinWeights of(double[][] ratio, double excludable) {
    check(ratio, excludable);
    int n = ratio[0].length;
    BitSet kept = points(n, i -> Arrays.stream(ratio).anyMatch(row -> row[i] > 0));
    if (kept.isEmpty()) {
      return new MaximinWeights(even(ratio.length), 0, 0, points(n, _ -> true));
    }
    int unreached = n - kept.cardinality();
    int count = Math.max(0, (int) Math.floor(excludable * n) - unreached);
    MaximinWeights best = solve(ratio, kept, even(ratio.length));
    if (count > 0) {
      for (double[] start : List.of(best.weights, maximumLikelihood(ratio, kept))) {
        MaximinWeights found = alternate(ratio, kept, count, start);
        best = found.ratio > best.ratio ? found : best;
      }
    }
    return best;
  }

  /// Alternates between excluding points and computing weights. No round is worse than the previous
  /// one, because it starts from its weights.
  private static MaximinWeights alternate(
      double[][] ratio, BitSet kept, int count, double[] start) {
    BitSet left = without(kept, mixed(ratio, start), count);
    MaximinWeights best = solve(ratio, left, start);
    for (int round = 1; round < ROUNDS; round++) {
      BitSet next = without(kept, mixed(ratio, best.weights), count);
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

  /// Weights that make `Σ_i ln Σ_k a_k r_ki` large, by expectation–maximisation: few points hardly
  /// influence them.
  private static double[] maximumLikelihood(double[][] ratio, BitSet kept) {
    double[] weights = even(ratio.length);
    for (int step = 0; step < EM_STEPS; step++) {
      double[] mixed = mixed(ratio, weights);
      for (int k = 0; k < weights.length; k++) {
        double[] row = ratio[k];
        double weight = weights[k];
        weights[k] =
            kept.stream()
                .filter(i -> mixed[i] > 0) // products of tiny numbers underflow to 0
                .mapToDouble(i -> weight * row[i] / mixed[i])
                .sum();
      }
      double sum = Arrays.stream(weights).sum(); // the number of points, up to rounding
      Arrays.setAll(weights, k -> sum > 0 ? weights[k] / sum : 1.0 / weights.length);
    }
    return weights;
  }

  private static MaximinWeights solve(double[][] ratio, BitSet kept, double[] start) {
    CuttingPlanes cuts = new CuttingPlanes(ratio, kept, start);
    double[] mixed = mixed(ratio, cuts.weights());
    double least = least(mixed, kept);
    BitSet excluded = points(mixed.length, i -> mixed[i] < least);
    return new MaximinWeights(cuts.weights(), least, cuts.bound(), excluded);
  }

  /// All but the points with the smallest ratios; among ties the smaller indices are removed first.
  private static BitSet without(BitSet kept, double[] mixed, int count) {
    double[] sorted = kept.stream().mapToDouble(i -> mixed[i]).sorted().toArray();
    double bound = sorted[count - 1];
    int equal = count - (int) Arrays.stream(sorted).filter(r -> r < bound).count();
    BitSet left = new BitSet(mixed.length);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      boolean removed = mixed[i] < bound || (mixed[i] == bound && equal-- > 0);
      left.set(i, !removed);
    }
    return left;
  }

  /// The ratios of a mixture, `Σ_k a_k r_ki`.
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

  /// The smallest value over some points.
  static double least(double[] mixed, BitSet points) {
    return points.stream().mapToDouble(i -> mixed[i]).min().orElseThrow();
  }

  /// Uniform weights.
  static double[] even(int generators) {
    return DoubleStream.generate(() -> 1.0 / generators).limit(generators).toArray();
  }

  /// The points for which a condition holds.
  static BitSet points(int n, IntPredicate condition) {
    return IntStream.range(0, n).filter(condition).collect(BitSet::new, BitSet::set, BitSet::or);
  }

  private static void check(double[][] ratio, double excludable) {
    if (!(excludable >= 0 && excludable < 1)) {
      throw new IllegalArgumentException("excluded must be in [0, 1), but is " + excludable);
    }
    if (ratio.length == 0 || ratio[0].length == 0) {
      throw new IllegalArgumentException(
          "ratio must have at least one generator and one point, but has none");
    }
    for (int k = 0; k < ratio.length; k++) {
      if (ratio[k].length != ratio[0].length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "ratio must have as many points for each generator, but has %,d for 0 and %,d for %d",
                ratio[0].length,
                ratio[k].length,
                k));
      }
      for (int i = 0; i < ratio[k].length; i++) {
        if (!(ratio[k][i] >= 0 && ratio[k][i] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "ratio must be finite and at least 0, but is %s for generator %d at point %,d",
                  ratio[k][i],
                  k,
                  i));
        }
      }
    }
  }
}
