package everymode.statistics;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.special.Beta;

/// Tail probabilities and bounds of binomial counts, from the incomplete beta function.
public final class BinomialBounds {

  private BinomialBounds() {}

  /// `P(Bin(m, p) ≥ count)`.
  public static double atLeast(long m, double p, long count) {
    if (count <= 0 || p >= 1) {
      return 1;
    }
    return count > m || p <= 0 ? 0 : Beta.regularizedBeta(p, (double) count, m - count + 1.0);
  }

  /// `P(Bin(m, p) ≤ count)`.
  public static double atMost(long m, double p, long count) {
    if (count >= m || p <= 0) {
      return 1;
    }
    return count < 0 || p >= 1 ? 0 : Beta.regularizedBeta(1 - p, m - (double) count, count + 1.0);
  }

  /// The lower Clopper–Pearson bound: the p at which at least this many successes have a
  /// probability equal to the level.
  public static double lower(long m, long count, double level) {
    return count == 0 ? 0 : quantile(level, (double) count, m - count + 1.0);
  }

  /// A quantile of a beta distribution, by bisection: Newton's method fails in far tails.
  public static double quantile(double probability, double alpha, double beta) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
      double middle = (low + high) / 2;
      if (Beta.regularizedBeta(middle, alpha, beta) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The mean of an increasing function under a beta distribution, from the midpoints of 400
  /// intervals of equal probability.
  public static double mean(double alpha, double beta, DoubleUnaryOperator function) {
    int parts = 400;
    var distribution = new BetaDistribution(alpha, beta);
    double sum = 0;
    for (int i = 0; i < parts; i++) {
      sum += function.applyAsDouble(distribution.inverseCumulativeProbability((i + 0.5) / parts));
    }
    return sum / parts;
  }
}
