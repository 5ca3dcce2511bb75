package everymode.coverage;

import java.util.BitSet;
import java.util.function.Function;
import org.hipparchus.exception.MathIllegalStateException;

/// Solves the programme of [MaximinWeights] by cutting planes.
///
/// Few of the many points bind. So the programme is solved for some points, those that it serves
/// worst of all are added, and so on until none is served worse than it claims. Points that do not
/// bind are dropped when the claim has fallen, so that no set of points comes back and the end is
/// sure. In the end the dual proves how good the weights are; if that is not good enough, all is
/// done once more with the other form of the programme.
///
/// *Source:* Kelley, "The cutting-plane method for solving convex programs", SIAM J. 8, 1960.
/// *Ours:* how many points are added and dropped, and the second form.
final class CuttingPlanes {

  private static final double CLOSE = 1e-9;
  private static final double SLACK = 0.05; // who is further from binding is dropped
  private static final int MORE = 10; // points to add, beside one for each generator

  private final double[][] ratio; // [T][n]
  private final BitSet kept;
  private final MaximinLp programme;
  private final BitSet points = new BitSet();
  private double[] best;
  private double reached;
  private double bound;

  /// Solves it.
  ///
  /// @param ratio `[T][n]`
  /// @param kept points that count, at least one; a generator reaches each
  /// @param start weights to begin with, `[T]`, with sum 1
  CuttingPlanes(double[][] ratio, BitSet kept, double[] start) {
    this.ratio = ratio;
    this.kept = kept;
    programme = new MaximinLp(ratio, kept);
    bound = programme.unit();
    best = start;
    double[] mixed = MaximinWeights.mixed(ratio, start);
    reached = MaximinWeights.least(mixed, kept);
    for (double[] row : ratio) {
      points.set(worst(row));
    }
    add(mixed, Double.POSITIVE_INFINITY);
    if (!proven()) {
      improve(programme::shares);
    }
    if (!proven()) {
      improve(programme::needs);
    }
  }

  /// The best weights: those to begin with, if none were better.
  ///
  /// @return `[T]`, at least 0, with sum 1
  double[] weights() {
    return best;
  }

  /// What no mixture exceeds at all points that count.
  ///
  /// @return at least what the weights reach
  double bound() {
    return Math.max(bound, reached);
  }

  private boolean proven() {
    return reached >= bound * (1 - CLOSE);
  }

  private void improve(Function<int[], MaximinLp.Solved> form) {
    try {
      cut(form);
    } catch (MathIllegalStateException _) {
      // What was found so far stands, and the bound tells what is missing.
    }
    bound = Math.min(bound, programme.bound(points.stream().toArray()));
  }

  private void cut(Function<int[], MaximinLp.Solved> form) {
    double before = Double.POSITIVE_INFINITY;
    while (true) {
      MaximinLp.Solved solved = form.apply(points.stream().toArray());
      double claim = solved.claim() * (1 - CLOSE);
      double[] mixed = MaximinWeights.mixed(ratio, solved.weights());
      double least = MaximinWeights.least(mixed, kept);
      if (least > reached) {
        best = solved.weights();
        reached = least;
      }
      if (!(reached < claim)) {
        return;
      }
      if (claim < before * (1 - CLOSE)) {
        before = claim;
        drop(mixed, claim * (1 + SLACK));
      }
      if (!add(mixed, claim)) {
        return; // served worse than claimed are only points that were there: rounding
      }
    }
  }

  private int worst(double[] mixed) {
    int worst = kept.nextSetBit(0);
    for (int i = worst; i >= 0; i = kept.nextSetBit(i + 1)) {
      worst = mixed[i] < mixed[worst] ? i : worst;
    }
    return worst;
  }

  private void drop(double[] mixed, double above) {
    for (int i = points.nextSetBit(0); i >= 0; i = points.nextSetBit(i + 1)) {
      points.set(i, mixed[i] <= above);
    }
  }

  /// Adds the new points that are served worst; of equal ones the first.
  private boolean add(double[] mixed, double below) {
    double[] worst =
        kept.stream()
            .filter(i -> mixed[i] < below && !points.get(i))
            .mapToDouble(i -> mixed[i])
            .sorted()
            .limit(ratio.length + MORE)
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
