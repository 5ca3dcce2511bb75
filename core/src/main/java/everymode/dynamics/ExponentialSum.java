package everymode.dynamics;

import java.util.Arrays;
import java.util.TreeMap;
import org.hipparchus.analysis.solvers.BrentSolver;

/// A sum `f(x) = Σ sᵢ exp(aᵢ + bᵢ x)` with signs s and increasing rates b, whose sign changes are
/// found without missing any.
///
/// By Rolle's theorem there is at most one root of f, or of `f(x) exp(−b₁ x)`, between two
/// neighbouring critical points of the latter; its derivative is a sum of one term less, and a sum
/// of two terms has a closed root. Terms are compared by their logarithms, so nothing underflows.
///
/// @param sign 1 or −1
/// @param log the logarithms of the coefficients
/// @param rate strictly increasing
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record ExponentialSum(int[] sign, double[] log, double[] rate) {

  private static final double ACCURACY = 1e-15;
  private static final int EVALUATIONS = 1_000;

  /// Beyond this no density is above 0, wherever the root may be.
  private static final double FAR = 1e9;

  /// `F(x) exp(x²/2)` times a constant, for the gap F of the densities: one term for each mean that
  /// does not cancel.
  static ExponentialSum of(Means target, Means generator) {
    TreeMap<Double, Integer> counts = new TreeMap<>();
    // Adding 0 makes −0 equal to 0.
    counts.merge(target.first() + 0.0, 1, Integer::sum);
    counts.merge(target.second() + 0.0, 1, Integer::sum);
    counts.merge(generator.first() + 0.0, -1, Integer::sum);
    counts.merge(generator.second() + 0.0, -1, Integer::sum);
    counts.values().removeIf(count -> count == 0);
    double[] means = counts.keySet().stream().mapToDouble(mean -> mean).toArray();
    int[] count = counts.values().stream().mapToInt(c -> c).toArray();
    double[] log = new double[means.length];
    Arrays.setAll(log, i -> StrictMath.log(Math.abs(count[i])) - means[i] * means[i] / 2);
    return new ExponentialSum(Arrays.stream(count).map(Integer::signum).toArray(), log, means);
  }

  /// The sign far to the left; 0 without terms.
  int signAtMinusInfinity() {
    return sign.length == 0 ? 0 : sign[0];
  }

  /// The sum, divided by its largest term.
  double scaled(double x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rate.length; i++) {
      largest = Math.max(largest, log[i] + rate[i] * x);
    }
    double sum = 0;
    for (int i = 0; i < rate.length; i++) {
      sum += sign[i] * StrictMath.exp(log[i] + rate[i] * x - largest);
    }
    return sum;
  }

  /// The points where the sign changes, in increasing order.
  double[] roots() {
    int n = rate.length;
    if (n < 2) {
      return new double[0];
    }
    if (n == 2) {
      return sign[0] == sign[1]
          ? new double[0]
          : new double[] {(log[0] - log[1]) / (rate[1] - rate[0])};
    }
    double[] turns = slope().roots();
    double[] roots = new double[turns.length + 1];
    int found = 0;
    int before = sign[0];
    double from = outside(turns.length == 0 ? 0 : turns[0], -1, before);
    for (int i = 0; i <= turns.length; i++) {
      boolean last = i == turns.length;
      double to = last ? outside(from, 1, sign[n - 1]) : turns[i];
      int after = last ? sign[n - 1] : signAt(to);
      if (after == -before) {
        roots[found++] = between(from, to, before);
        before = after;
      }
      from = to; // where the sum touches 0, the sign before it goes on
    }
    return Arrays.copyOf(roots, found);
  }

  /// The derivative of `f(x) exp(−b₁ x)`.
  private ExponentialSum slope() {
    int n = rate.length - 1;
    double[] logs = new double[n];
    double[] rates = new double[n];
    for (int i = 0; i < n; i++) {
      rates[i] = rate[i + 1] - rate[0];
      logs[i] = log[i + 1] + StrictMath.log(rates[i]);
    }
    return new ExponentialSum(Arrays.copyOfRange(sign, 1, n + 1), logs, rates);
  }

  private int signAt(double x) {
    return (int) Math.signum(scaled(x));
  }

  /// A point on one side of another with the sign that the sum has far out there.
  private double outside(double from, int direction, int wanted) {
    double x = from;
    for (double step = 1; signAt(x) != wanted && step < FAR; step *= 2) {
      x = from + direction * step;
    }
    return x;
  }

  /// The root between two points.
  ///
  /// @param before the sign to the left of the root
  private double between(double from, double to, int before) {
    if (signAt(from) != before) {
      return from; // 0 there, or beyond reach
    }
    return signAt(to) == -before
        ? new BrentSolver(ACCURACY, ACCURACY, 0).solve(EVALUATIONS, this::scaled, from, to)
        : to;
  }
}
