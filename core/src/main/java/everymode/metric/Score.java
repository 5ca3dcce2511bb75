package everymode.metric;

import everymode.statistics.ConfidenceInterval;
import org.jspecify.annotations.Nullable;

/// One score with its uncertainty.
///
/// Missing numbers are `NaN`: the interval of a single draw, an unknown ideal, or the value itself,
/// in which case [#reason] gives the reason in one sentence.
///
/// @param value the score
/// @param low lower end of the 95 % interval over draws of the generator, with the real rows fixed
/// @param high upper end of that interval
/// @param n generated rows per draw
/// @param trainingReference score of as many real training rows
/// @param ideal score of a perfect sampler at these sizes
/// @param reason why there is no value, otherwise null
public record Score(
    double value,
    double low,
    double high,
    long n,
    double trainingReference,
    double ideal,
    @Nullable String reason) {

  /// A score that could not be computed.
  ///
  /// @param n number of generated rows
  /// @param reason the reason in one sentence
  public static Score absent(long n, String reason) {
    return new Score(Double.NaN, Double.NaN, Double.NaN, n, Double.NaN, Double.NaN, reason);
  }

  /// The mean of one number of each row, with its interval.
  static Score ofMean(double[] rows) {
    ConfidenceInterval interval = ConfidenceInterval.ofMean(rows);
    return new Score(
        ConfidenceInterval.mean(rows),
        interval.low(),
        interval.high(),
        rows.length,
        Double.NaN,
        Double.NaN,
        null);
  }

  /// Whether the value is finite.
  public boolean present() {
    return Double.isFinite(value);
  }
}
