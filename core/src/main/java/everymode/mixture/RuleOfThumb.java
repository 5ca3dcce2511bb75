package everymode.mixture;

import java.util.Arrays;

/// Bandwidths by the spread of values: `0.9 · min(sd, IQR / 1.34) · N^(−1/5)`.
///
/// *Source:* Silverman, "Density Estimation for Statistics and Data Analysis", 1986, equation 3.31.
final class RuleOfThumb {

  private static final double FACTOR = 0.9;
  private static final double NORMAL = 1.34; // quartiles of a normal distribution are so far apart

  private RuleOfThumb() {}

  /// The bandwidth of equally weighted values, with the quartiles by straight lines between ordered
  /// values.
  ///
  /// @param x at least one; where they are equal, the bandwidth is their size or 1
  static double of(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(x).average().orElseThrow();
    double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / Math.max(1, x.length - 1));
    double width = (between(sorted, 0.75) - between(sorted, 0.25)) / NORMAL;
    double spread = Math.min(deviation, width);
    spread = spread == 0 ? deviation : spread;
    spread = spread == 0 ? Math.abs(x[0]) : spread;
    return FACTOR * (spread == 0 ? 1 : spread) * Math.pow(x.length, -0.2);
  }

  private static double between(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    double rest = at - below;
    return rest == 0 ? sorted[below] : (1 - rest) * sorted[below] + rest * sorted[below + 1];
  }

  /// The bandwidth of weighted values, whose quartiles are values themselves.
  ///
  /// @param sorted values in rising order
  /// @param weight of each, with the sum 1
  /// @param count the effective number of values
  /// @return 0 if more than half of the weight is on one value
  static double of(double[] sorted, double[] weight, double count) {
    double width = quantile(sorted, weight, 0.75) - quantile(sorted, weight, 0.25);
    double spread = Math.min(deviation(sorted, weight), width / NORMAL);
    return FACTOR * spread * Math.pow(Math.max(1, count), -0.2);
  }

  /// The standard deviation of weighted values.
  ///
  /// @param weight of each, with the sum 1
  static double deviation(double[] x, double[] weight) {
    double mean = 0;
    for (int i = 0; i < x.length; i++) {
      mean += weight[i] * x[i];
    }
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      variance += weight[i] * (x[i] - mean) * (x[i] - mean);
    }
    return Math.sqrt(variance);
  }

  /// The value of which the weight up to it is the largest that is at most p; the first if there is
  /// none.
  static double quantile(double[] sorted, double[] weight, double p) {
    var sum = new ExactSum();
    int found = 0;
    for (int i = 0; i < sorted.length; i++) {
      sum.add(weight[i]);
      if (sum.value() > p) {
        break;
      }
      found = i;
    }
    return sorted[found];
  }
}
