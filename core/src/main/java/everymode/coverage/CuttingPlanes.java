package everymode.coverage;

import java.util.BitSet;
import java.util.Comparator;
import java.util.function.Function;
import org.hipparchus.exception.MathIllegalStateException;

/// Solves the linear programme of [MaximinWeights] by cutting planes.
///
/// Only few of the many points are binding. So the programme is solved for some points, the points
/// with the smallest ratios of all are added, and so on until no ratio is below the claimed
/// optimum. Non-binding points are dropped when the claimed optimum has decreased, so no set of
/// points repeats and the method terminates. In the end the dual bounds the optimality gap of the
/// weights; if it is too large, everything is repeated with the other form of the programme.
///
/// *Source:* Kelley, "The cutting-plane method for solving convex programs", SIAM J. 8, 1960.
/// *Ours:* how many points are added and dropped, and the second form.
final class CuttingPlanes {

  private static final double TOLERANCE = 1e-9;
  private static final double SLACK = 0.05; // points further from binding are dropped
  private static final int EXTRA_POINTS = 10; // points to add, in addition to one per generator

  private final double[][] ratio; // [T][n]
  private final BitSet kept;
  private final MaximinLp lp;
  private final BitSet points = new BitSet();
  private double[] best;
  private double value;
  private double bound;

  /// Solves the programme.
  ///
  /// @param ratio `[T][n]`
  /// @param kept points that count, at least one; each is reached by a generator
  /// @param start initial weights, `[T]`, with sum 1
  CuttingPlanes(double[][] ratio, BitSet kept, double[] start) {
    this.ratio = ratio;
    this.kept = kept;
    lp = new MaximinLp(ratio, kept);
    bound = lp.unit();
    best = start;
    double[] mixed = MaximinWeights.mixed(ratio, start);
    value = MaximinWeights.least(mixed, kept);
    for (double[] row : ratio) {
      points.set(worst(row));
    }
    add(mixed, Double.POSITIVE_INFINITY);
    if (!proven()) {
      improve(lp::shares);
    }
    if (!proven()) {
      improve(lp::needs);
    }
  }

  /// The best weights found: the initial ones if none are better.
  ///
  /// @return `[T]`, at least 0, with sum 1
  double[] weights() {
    return best;
  }

  /// An upper bound on the smallest ratio of any mixture over the points that count.
  ///
  /// @return at least the value of the weights
  double bound() {
    return Math.max(bound, value);
  }

  private boolean proven() {
    return value >= bound * (1 - TOLERANCE);
  }

  private void improve(Function<int[], MaximinLp.Solved> form) {
    try {
      cut(form);
    } catch (MathIllegalStateException _) {
      // The best weights so far are kept, and the bound shows the optimality gap.
    }
    bound = Math.min(bound, lp.bound(points.stream().toArray()));
  }

  private void cut(Function<int[], MaximinLp.Solved> form) {
    double before = Double.POSITIVE_INFINITY;
    while (true) {
      MaximinLp.Solved solved = form.apply(points.stream().toArray());
      double claim = solved.claim() * (1 - TOLERANCE);
      double[] mixed = MaximinWeights.mixed(ratio, solved.weights());
      double least = MaximinWeights.least(mixed, kept);
      if (least > value) {
        best = solved.weights();
        value = least;
      }
      if (!(value < claim)) {
        return;
      }
      if (claim < before * (1 - TOLERANCE)) {
        before = claim;
        drop(mixed, claim * (1 + SLACK));
      }
      if (!add(mixed, claim)) {
        return; // only points already included are below the claimed optimum: rounding
      }
    }
  }

  private int worst(double[] mixed) {
    return kept.stream().boxed().min(Comparator.comparingDouble(i -> mixed[i])).orElseThrow();
  }

  private void drop(double[] mixed, double above) {
    for (int i = points.nextSetBit(0); i >= 0; i = points.nextSetBit(i + 1)) {
      points.set(i, mixed[i] <= above);
    }
  }

  /// Adds the new points with the smallest ratios; ties are resolved in favour of the smaller
  /// index.
  private boolean add(double[] mixed, double below) {
    double[] worst =
        kept.stream()
            .filter(i -> mixed[i] < below && !points.get(i))
            .mapToDouble(i -> mixed[i])
            .sorted()
            .limit(ratio.length + EXTRA_POINTS)
            .toArray();
    int left = worst.length;
    for (int i = kept.nextSetBit(0); i >= 0 && left > 0; i = kept.nextSetBit(i + 1)) {
      if (mixed[i] <= worst[worst.length - 1] && !points.get(i)) {
        points.set(i);
        left--;
      }
    }
    return worst.length > 0;
  }
}
