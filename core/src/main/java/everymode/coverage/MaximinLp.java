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
/// Ties between points, which are frequent with counts, occasionally make the simplex method fail.
/// Therefore there are two forms, and the solution of the dual is used only as weights of points,
/// from which a bound follows by arithmetic.
final class MaximinLp {

  /// A solution for some points.
  ///
  /// @param weights `[T]`, at least 0, with sum 1
  /// @param claim the smallest ratio over these points according to the solver
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Solved(double[] weights, double claim) {}

  // Smaller pivots and gains are noise. Determined empirically on ratios with many ties.
  private static final double PIVOT = 1e-9;
  private static final double GAIN = 1e-12;
  private static final double NEED = 1e-10;
  private static final double NEGLIGIBLE = 1e-15; // a weight caused by rounding
  private static final int MAX_STEPS = 50; // per row and column; a few are typical

  private final double[][] ratio; // [T][n]
  private final double[] largest; // [n], over generators
  private final double unit;

  /// Scales the ratios.
  ///
  /// @param ratio `[T][n]`
  /// @param kept points that count, at least one; each is reached by a generator
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

  /// A first upper bound: the smallest value over points of the largest ratio over generators.
  ///
  /// @return above 0
  double unit() {
    return unit;
  }

  /// `maximise s subject to s − Σ_k a_k r_ki ≤ 0 and Σ_k a_k ≤ 1`: all zeros are a feasible start.
  ///
  /// @param points at least one
  /// @throws MathIllegalStateException when the simplex method fails because of rounding
  Solved shares(int[] points) {
    int[] used = used(points);
    int width = used.length + 1; // s is last, divided by the unit
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i : points) {
      double[] row = row(used, i, -1, width);
      row[used.length] = unit / largest[i];
      rows.add(new LinearConstraint(row, Relationship.LEQ, 0));
    }
    double[] sum = new double[width];
    Arrays.fill(sum, 0, used.length, 1);
    rows.add(new LinearConstraint(sum, Relationship.LEQ, 1));
    double[] objective = new double[width];
    objective[used.length] = 1;
    double[] solved = simplex(objective, rows, GoalType.MAXIMIZE, GAIN);
    return new Solved(weights(used, solved), unit * solved[used.length]);
  }

  /// `minimise Σ_k b_k subject to Σ_k b_k r_ki ≥ 1`: the same with a = sb, Σ b = 1/s.
  ///
  /// @param points at least one
  /// @throws MathIllegalStateException when the simplex method fails because of rounding
  Solved needs(int[] points) {
    int[] used = used(points);
    List<LinearConstraint> rows = new ArrayList<>();
    for (int i : points) {
      double[] row = row(used, i, 1, used.length);
      rows.add(new LinearConstraint(row, Relationship.GEQ, unit / largest[i]));
    }
    double[] objective = new double[used.length];
    Arrays.fill(objective, 1);
    double[] solved = simplex(objective, rows, GoalType.MINIMIZE, NEED);
    return new Solved(weights(used, solved), unit / Arrays.stream(solved).sum());
  }

  /// An upper bound on the smallest ratio of any mixture over some points: for any weights y of the
  /// points with sum 1 it is `max_k Σ_i y_i r_ki`. The weights are those of the dual, `maximise Σ_i
  /// y_i subject to Σ_i y_i r_ki ≤ 1`.
  ///
  /// @param points at least one
  /// @return at least the optimum over these points, and equal to it in exact arithmetic
  double bound(int[] points) {
    List<LinearConstraint> rows = new ArrayList<>();
    for (double[] row : ratio) {
      double[] scaled = Arrays.stream(points).mapToDouble(i -> row[i] / unit).toArray();
      rows.add(new LinearConstraint(scaled, Relationship.LEQ, 1));
    }
    double[] objective = new double[points.length];
    Arrays.fill(objective, 1);
    double[] y;
    try {
      y = simplex(objective, rows, GoalType.MAXIMIZE, GAIN);
    } catch (MathIllegalStateException _) {
      return unit;
    }
    double sum = Arrays.stream(y).filter(w -> w > NEGLIGIBLE).sum();
    double maximum = 0;
    for (double[] row : ratio) {
      double mean = 0;
      for (int j = 0; j < points.length; j++) {
        mean += y[j] > NEGLIGIBLE ? y[j] / sum * row[points[j]] : 0;
      }
      maximum = Math.max(maximum, mean);
    }
    return maximum > 0 && maximum < unit ? maximum : unit; // y vanished: no bound
  }

  private double[] row(int[] used, int point, int sign, int width) {
    double[] row = new double[width];
    Arrays.setAll(row, j -> j < used.length ? sign * entry(used[j], point) : 0);
    return row;
  }

  /// The generators with a nonzero entry; the solver would take a zero column for a slack variable.
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
      weights[used[j]] = solved[j] > NEGLIGIBLE ? solved[j] : 0;
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
      double[] objective, List<LinearConstraint> rows, GoalType type, double accuracy) {
    return new SimplexSolver(accuracy, 10, PIVOT)
        .optimize(
            new LinearObjectiveFunction(objective, 0),
            new LinearConstraintSet(rows),
            type,
            new NonNegativeConstraint(true),
            new MaxIter(MAX_STEPS * (rows.size() + objective.length)))
        .getPoint();
  }
}
