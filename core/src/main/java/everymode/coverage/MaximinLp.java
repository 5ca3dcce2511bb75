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
import org.hipparchus.optim.linear.Relationship;
import org.hipparchus.optim.linear.SimplexSolver;
import org.hipparchus.optim.nonlinear.scalar.GoalType;

/// The linear programme of [MaximinWeights] for a few points, in two forms, and its dual.
///
/// Ties between points, of which counts are full, make the simplex method lose its way now and
/// then. That is why there are two forms, and why the dual's solution is only taken for weights of
/// points, from which a bound follows by arithmetic.
final class MaximinLp {

  /// A solution for some points.
  ///
  /// @param weights `[T]`, at least 0, with sum 1
  /// @param claim the smallest ratio over these points, as the solver has it
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Solved(double[] weights, double claim) {}

  // Smaller pivots are noise; so are smaller gains. Found by trial on ratios with many ties.
  private static final double PIVOT = 1e-9;
  private static final double GAIN = 1e-12;
  private static final double NEED = 1e-10;
  private static final double NOTHING = 1e-15; // a weight that is left over by rounding
  private static final int STEPS = 50; // for each row and column; a few are usual

  private final double[][] ratio; // [T][n]
  private final double[] largest; // [n], over generators
  private final double unit;

  /// Scales it.
  ///
  /// @param ratio `[T][n]`
  /// @param kept points that count, at least one; a generator reaches each
  MaximinLp(double[][] ratio, BitSet kept) {
    this.ratio = ratio;
    largest = new double[ratio[0].length];
    for (double[] row : ratio) {
      for (int i = 0; i < row.length; i++) {
        largest[i] = Math.max(largest[i], row[i]);
      }
    }
    unit = MaximinWeights.least(largest, kept);
  }

  /// What no mixture exceeds at the point where the best generator is at its worst.
  ///
  /// @return above 0
  double unit() {
    return unit;
  }

  /// `maximise s, so that s − Σ_k a_k r_ki ≤ 0 and Σ_k a_k ≤ 1`: it can begin with all at 0.
  ///
  /// @param points at least one
  /// @return the solution
  /// @throws MathIllegalStateException when rounding leads it astray
  Solved shares(int[] points) {
    int[] used = used(points);
    int width = used.length + 1; // s is last, in units
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i : points) {
      double[] row = row(used, i, -1, width);
      row[used.length] = unit / largest[i];
      rows.add(new LinearConstraint(row, Relationship.LEQ, 0));
    }
    double[] sum = new double[width];
    Arrays.fill(sum, 0, used.length, 1);
    rows.add(new LinearConstraint(sum, Relationship.LEQ, 1));
    double[] goal = new double[width];
    goal[used.length] = 1;
    double[] solved = simplex(goal, rows, GoalType.MAXIMIZE, GAIN);
    return new Solved(weights(used, solved), unit * solved[used.length]);
  }

  /// `minimise Σ_k b_k, so that Σ_k b_k r_ki ≥ 1`: the same with a = sb, Σ b = 1/s.
  ///
  /// @param points at least one
  /// @return the solution
  /// @throws MathIllegalStateException when rounding leads it astray
  Solved needs(int[] points) {
    int[] used = used(points);
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i : points) {
      double[] row = row(used, i, 1, used.length);
      rows.add(new LinearConstraint(row, Relationship.GEQ, unit / largest[i]));
    }
    double[] goal = new double[used.length];
    Arrays.fill(goal, 1);
    double[] solved = simplex(goal, rows, GoalType.MINIMIZE, NEED);
    return new Solved(weights(used, solved), unit / Arrays.stream(solved).sum());
  }

  /// A bound on the smallest ratio that any mixture can have over some points: for weights y of the
  /// points with sum 1 it is `max_k Σ_i y_i r_ki`, whatever they are. They are those of the dual,
  /// `maximise Σ_i y_i, so that Σ_i y_i r_ki ≤ 1`.
  ///
  /// @param points at least one
  /// @return at least the optimum over these points, and equal for exact arithmetic
  double bound(int[] points) {
    List<LinearConstraint> rows = new ArrayList<>();
    for (double[] row : ratio) {
      double[] scaled = Arrays.stream(points).mapToDouble(i -> row[i] / unit).toArray();
      rows.add(new LinearConstraint(scaled, Relationship.LEQ, 1));
    }
    double[] goal = new double[points.length];
    Arrays.fill(goal, 1);
    double[] y;
    try {
      y = simplex(goal, rows, GoalType.MAXIMIZE, GAIN);
    } catch (MathIllegalStateException _) {
      return unit;
    }
    double sum = Arrays.stream(y).filter(w -> w > NOTHING).sum();
    double most = 0;
    for (double[] row : ratio) {
      double mean = 0;
      for (int j = 0; j < points.length; j++) {
        mean += y[j] > NOTHING ? y[j] / sum * row[points[j]] : 0;
      }
      most = Math.max(most, mean);
    }
    return most > 0 && most < unit ? most : unit; // nothing is left of y: no bound
  }

  private double[] row(int[] used, int point, int sign, int width) {
    double[] row = new double[width];
    for (int j = 0; j < used.length; j++) {
      row[j] = sign * entry(used[j], point);
    }
    return row;
  }

  /// A column without entries would look to the solver like a slack.
  private int[] used(int[] points) {
    return IntStream.range(0, ratio.length)
        .filter(k -> Arrays.stream(points).anyMatch(i -> entry(k, i) > 0))
        .toArray();
  }

  private double entry(int generator, int point) {
    double entry = ratio[generator][point] / largest[point];
    return entry < Double.MIN_NORMAL ? 0 : entry;
  }

  private double[] weights(int[] used, double[] solved) {
    double[] weights = new double[ratio.length];
    double sum = 0;
    for (int j = 0; j < used.length; j++) {
      weights[used[j]] = solved[j] > NOTHING ? solved[j] : 0;
      sum += weights[used[j]];
    }
    if (!(sum > 0)) {
      return MaximinWeights.even(ratio.length);
    }
    for (int k : used) {
      weights[k] /= sum;
    }
    return weights;
  }

  private static double[] simplex(
      double[] goal, List<LinearConstraint> rows, GoalType type, double accuracy) {
    return new SimplexSolver(accuracy, 10, PIVOT)
        .optimize(
            new LinearObjectiveFunction(goal, 0),
            new LinearConstraintSet(rows),
            type,
            new NonNegativeConstraint(true),
            new MaxIter(STEPS * (rows.size() + goal.length)))
        .getPoint();
  }
}
