package everymode.train;

import everymode.config.Require;

/// How a value, such as a learning rate or a weight, changes during a stage.
///
/// Steps are counted from the beginning of the stage and not as shares of its length, so that a
/// training that is continued to more steps equals one that had them from the beginning.
public sealed interface Decay {

  /// The factor of the value.
  ///
  /// @param step the step within the stage, from 0
  double at(long step);

  /// The value is constant.
  record None() implements Decay {

    @Override
    public double at(long step) {
      return 1;
    }
  }

  /// The value keeps its size until step `start`, changes linearly to `factor` times itself at step
  /// `end`, and stays there.
  ///
  /// @param start the step at which the change begins, at least 0
  /// @param end the step at which it is complete, at least `start`
  /// @param factor at least 0
  record Linear(long start, long end, double factor) implements Decay {

    /// Validates the values.
    public Linear {
      Require.atLeast("start", start, 0);
      Require.that(end >= start, "end must be at least start, " + start, end);
      Require.nonNegative("factor", factor);
    }

    @Override
    public double at(long step) {
      if (step >= end) {
        return factor;
      }
      return step <= start ? 1 : 1 + (factor - 1) * (step - start) / (end - start);
    }
  }
}
