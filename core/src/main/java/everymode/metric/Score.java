package everymode.metric;

import org.jspecify.annotations.Nullable;

/// One measured number with its doubt.
///
/// Numbers that do not exist are `NaN`: an interval from a single draw, a floor that nobody knows,
/// or the value itself, in which case [#reason] says the reason in one sentence.
///
/// @param value the score
/// @param low lower end of the 95 % interval over the generator's draws, the real rows fixed
/// @param high upper end of that interval
/// @param n generated rows behind one draw of the score
/// @param trainingReference what as many real training rows score
/// @param ideal what a perfect sampler scores at these sizes
/// @param reason the reason when there is no value, otherwise null
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
  /// @param n generated rows that were there
  /// @param why the reason in one sentence
  /// @return a score without a value
  public static Score absent(long n, String why) {
    return new Score(Double.NaN, Double.NaN, Double.NaN, n, Double.NaN, Double.NaN, why);
  }

  /// Whether there is a value.
  ///
  /// @return true when the value is finite
  public boolean present() {
    return Double.isFinite(value);
  }
}
