package everymode.statistics;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/// A 95 % confidence interval from Student's t distribution.
///
/// @param low lower end, NaN if unknown
/// @param high upper end, NaN if unknown
public record ConfidenceInterval(double low, double high) {

  private static final double QUANTILE = 0.975;

  /// The interval for the mean of independent draws, `mean ± t · s / √n`.
  public static ConfidenceInterval ofMean(double[] draws) {
    double mean = mean(draws);
    return around(
        mean, Math.sqrt(squares(draws) / (draws.length - 1) / draws.length), draws.length);
  }

  /// The interval for a value that was recomputed with each of g groups of samples left out, `value
  /// ± t · √((g − 1)/g · Σ(left out − mean)²)`.
  ///
  /// *Source:* Tukey's jackknife; Shao and Tu, "The Jackknife and Bootstrap", 1995, section 2.1.
  public static ConfidenceInterval jackknife(double value, double[] leftOut) {
    double g = leftOut.length;
    return around(value, Math.sqrt((g - 1) / g * squares(leftOut)), leftOut.length);
  }

  /// The interval restricted to the range of possible values.
  public ConfidenceInterval within(double minimum, double maximum) {
    return new ConfidenceInterval(Math.max(minimum, low), Math.min(maximum, high));
  }

  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double squares(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
  }

  private static ConfidenceInterval around(double value, double error, int n) {
    double half =
        n < 2
            ? Double.NaN
            : error * new TDistribution(n - 1).inverseCumulativeProbability(QUANTILE);
    return new ConfidenceInterval(value - half, value + half);
  }
}
