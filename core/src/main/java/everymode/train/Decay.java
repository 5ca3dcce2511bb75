package everymode.train;

import everymode.config.Require;

/// How a value falls, or rises, during a stage: it keeps its size until step `start`, changes
/// linearly to `factor` times itself at step `end`, and stays there.
///
/// Steps are counted from the beginning of the stage and not as shares of its length, so that a
/// training that is continued to more steps equals one that had them from the beginning.
///
/// @param start the step at which the change begins, at least 0
/// @param end the step at which it is complete, at least `start`
/// @param factor at least 0
public record Decay(long start, long end, double factor) {

  /// The value never changes.
  public static final Decay NONE = new Decay(0, 0, 1);

  /// Validates the values.
  public Decay {
    Require.atLeast("start", start, 0);
    Require.that(end >= start, "end must be at least start, " + start, end);
    Require.nonNegative("factor", factor);
  }

  /// The factor of the value.
  ///
  /// @param step the step within the stage, from 0
  public double at(long step) {
    if (step >= end) {
      return factor;
    }
    return step <= start ? 1 : 1 + (factor - 1) * (step - start) / (end - start);
  }
}
