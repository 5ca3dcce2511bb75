package everymode.train;

import everymode.error.UsageException;
import java.util.function.DoubleSupplier;

/// A training time that takes the place of a number of steps: a game of [#STEPS] steps ends with
/// the step in which the time is over.
///
/// @param seconds of training in all
/// @param spent seconds of training so far
public record TimeLimit(double seconds, DoubleSupplier spent) {

  /// The number of steps of a game that is ended by time: more than any training does.
  public static final long STEPS = 1_000_000_000_000L;

  /// Minutes in seconds.
  ///
  /// @throws UsageException when the number is not above 0
  public static double seconds(double minutes) {
    if (!(minutes > 0 && minutes < Double.POSITIVE_INFINITY)) {
      throw new UsageException(
          "--minutes must be a number above 0, such as 10 or 0.5, but is " + minutes);
    }
    return 60 * minutes;
  }

  /// Seconds that are left, at least 0.
  public double left() {
    return Math.max(0, seconds - spent.getAsDouble());
  }

  /// The number of steps that will be reached at the speed so far.
  ///
  /// @param done steps that are done
  /// @return `done` when the time is over
  long steps(long done) {
    double now = spent.getAsDouble();
    return now >= seconds ? done : Math.max(done + 1, Math.round(done * (seconds / now)));
  }
}
