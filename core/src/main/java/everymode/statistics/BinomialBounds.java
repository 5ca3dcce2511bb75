package everymode.statistics;

import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.special.Beta;

/// Tails of counts, by the incomplete beta function.
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

  /// Clopper and Pearson's lower bound: the p below which so many successes are less likely than
  /// the level.
  public static double lower(long m, long count, double level) {
    return count == 0 ? 0 : quantile(level, (double) count, m - count + 1.0);
  }

  /// The quantile of a beta law, found by halving: Newton's steps miss far tails.
  public static double quantile(double share, double alpha, double beta) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
      double middle = (low + high) / 2;
      if (Beta.regularizedBeta(middle, alpha, beta) < share) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The mean over a beta law of a function that grows, by the middles of 400 equal shares.
  public static double mean(
      double alpha, double beta, java.util.function.DoubleUnaryOperator function) {
    int parts = 400;
    var law = new BetaDistribution(alpha, beta);
    double sum = 0;
    for (int i = 0; i < parts; i++) {
      sum += function.applyAsDouble(law.inverseCumulativeProbability((i + 0.5) / parts));
    }
    return sum / parts;
  }
}
