package everymode.coverage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.linear.LinearConstraint;
import org.hipparchus.optim.linear.LinearConstraintSet;
import org.hipparchus.optim.linear.LinearObjectiveFunction;
import org.hipparchus.optim.linear.NonNegativeConstraint;
import org.hipparchus.optim.linear.PivotSelectionRule;
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/// Solves the programme of [Maximin] by cutting planes.
///
/// Few of the many points bind. So the programme is solved for some points, those that it serves
/// worst of all are added, and so on until none is served worse than it claims. The claim is never
/// less than the optimum, and what is reached never more; both are compared. Points that do not
/// bind are dropped when the claim has fallen, so that no set of points comes back and the end is
/// sure.
///
/// *Source:* Kelley, "The cutting-plane method for solving convex programs", SIAM J. 8, 1960.
final class Cuts {

  private static final double CLOSE = 1e-9;
  private static final double SLACK =
      Double.parseDouble(
          System.getProperty("slack", "0.05")); // what binds within this is not dropped
  private static final int PIVOTS = 20; // at most, for each row and column
  private static final double EXACT = 1e-12; // of reduced costs; rows are scaled to 1
  private static final double NOTHING = 1e-15; // weight that is left over by rounding

  private final double[][] ratio; // [T][n]
  private final BitSet kept;
  private final double[] start; // [T]
  private final double[] largest; // [n], over generators, clipped
  private final double unit; // what no mixture exceeds: the smallest of these

  /// Before the first programme.
  ///
  /// @param ratio `[T][n]`
  /// @param kept points that count, at least one; a generator reaches each
  /// @param start weights to begin at, `[T]`, with sum 1
  Cuts(double[][] ratio, BitSet kept, double[] start) {
    this.ratio = ratio;
    this.kept = kept;
    this.start = start;
    largest = new double[ratio[0].length];
    for (double[] row : ratio) {
      for (int i = 0; i < row.length; i++) {
        largest[i] = Math.max(largest[i], row[i]);
      }
    }
    unit = Maximin.least(largest, kept);
  }

  /// Solves it.
  ///
  /// @return weights, `[T]`, with sum 1
  double[] weights() {
    double[] best = start;
    double[] mixed = Maximin.mixed(ratio, best);
    double reached = Maximin.least(mixed, kept);
    BitSet cuts = first();
    add(cuts, mixed, Double.POSITIVE_INFINITY);
    double claim = Double.POSITIVE_INFINITY;
    while (true) {
      double[] point = solve(cuts.stream().toArray());
      double[] weights = clean(point);
      double claimed = unit * point[point.length - 1];
      mixed = Maximin.mixed(ratio, weights);
      double least = Maximin.least(mixed, kept);
      if (least > reached) {
        best = weights;
        reached = least;
      }
      if (reached >= claimed * (1 - CLOSE)) {
        return best;
      }
      if (claimed < claim * (1 - CLOSE)) {
        claim = claimed;
        double binds = claim * (1 + SLACK);
        double[] now = mixed;
        for (int i : cuts.stream().filter(c -> now[c] > binds).toArray()) {
          cuts.clear(i);
        }
      }
      if (!add(cuts, mixed, claimed * (1 - CLOSE))) {
        System.out.println("   GAP " + (1 - reached / claimed));
        return best; // what is missing is rounding
      }
    }
  }

  /// Where each generator is at its worst.
  private BitSet first() {
    BitSet first = new BitSet();
    for (double[] row : ratio) {
      first.set(worst(row));
    }
    return first;
  }

  private int worst(double[] mixed) {
    int worst = kept.nextSetBit(0);
    for (int i = worst; i >= 0; i = kept.nextSetBit(i + 1)) {
      worst = mixed[i] < mixed[worst] ? i : worst;
    }
    return worst;
  }

  /// Adds the points that are served worst, about as many as there are generators.
  private boolean add(BitSet cuts, double[] mixed, double bound) {
    double[] violated =
        kept.stream()
            .filter(i -> mixed[i] < bound && !cuts.get(i))
            .mapToDouble(i -> mixed[i])
            .sorted()
            .toArray();
    int most = Math.min(violated.length, ratio.length * Integer.getInteger("mul", 1) + 10);
    int added = 0;
    for (int i = kept.nextSetBit(0); i >= 0 && added < most; i = kept.nextSetBit(i + 1)) {
      if (mixed[i] <= violated[most - 1] && !cuts.get(i)) {
        cuts.set(i);
        added++;
      }
    }
    return added > 0;
  }

  private double[] clean(double[] point) {
    double[] weights = Arrays.copyOf(point, ratio.length);
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = weights[k] < NOTHING ? 0 : weights[k];
      sum += weights[k];
    }
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  static int tries, blands;
  static long nanos;
  static int maxRows;

  /// Weights and, last, s as a share of the unit: `maximise s, so that s·unit/c_i − Σ_k a_k
  /// r_ki/c_i ≤ 0 and Σ_k a_k ≤ 1` with c_i the largest r_ki, so that all weights 0 is where it can
  /// begin.
  private double[] solve(int[] cuts) {
    int[] used =
        IntStream.range(0, ratio.length)
            .filter(k -> Arrays.stream(cuts).anyMatch(i -> entry(k, i) > 0))
            .toArray();
    tries++;
    maxRows = Math.max(maxRows, cuts.length);
    long t0 = System.nanoTime();
    double[] solved;
    try {
      solved = simplex(used, cuts, PivotSelectionRule.DANTZIG);
    } catch (MathIllegalStateException _) { // it went in circles
      blands++;
      solved = simplex(used, cuts, PivotSelectionRule.BLAND);
    }
    nanos += System.nanoTime() - t0;
    double[] point = new double[ratio.length + 1];
    for (int j = 0; j < used.length; j++) {
      point[used[j]] = solved[j];
    }
    point[ratio.length] = solved[used.length];
    return point;
  }

  private double[] simplex(int[] used, int[] cuts, PivotSelectionRule rule) {
    int width = used.length + 1;
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i : cuts) {
      double[] row = new double[width];
      for (int j = 0; j < used.length; j++) {
        row[j] = -entry(used[j], i);
      }
      row[used.length] = unit / scale(i);
      rows.add(new LinearConstraint(row, Relationship.LEQ, 0));
    }
    double[] sum = new double[width];
    Arrays.fill(sum, 0, used.length, 1);
    rows.add(new LinearConstraint(sum, Relationship.LEQ, 1));
    double[] goal = new double[width];
    goal[used.length] = 1;
    int most =
        rule == PivotSelectionRule.BLAND
            ? 500 * (cuts.length + width)
            : PIVOTS * (cuts.length + width);
    return new SimplexSolver(EXACT)
        .optimize(
            new LinearObjectiveFunction(goal, 0),
            new LinearConstraintSet(rows),
            GoalType.MAXIMIZE,
            new NonNegativeConstraint(true),
            rule,
            new MaxIter(most))
        .getPoint();
  }

  private double entry(int generator, int point) {
    double most = CL * ratio.length * unit;
    double r = ratio[generator][point];
    if (r < unit * FL / ratio.length) return 0;
    return Math.min(r, most) / scale(point);
  }

  static final double CL = Double.parseDouble(System.getProperty("cl", "4e9")),
      FL = Double.parseDouble(System.getProperty("fl", "1e-10"));
  static final boolean RS = Boolean.getBoolean("rs");

  private double scale(int point) {
    return RS ? unit : Math.min(CL * ratio.length * unit, largest[point]);
  }
}
