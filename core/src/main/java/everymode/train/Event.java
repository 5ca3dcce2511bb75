package everymode.train;

import java.util.Map;

/// What watchers are told.
public sealed interface Event {

  /// A step was done.
  ///
  /// @param stage path of names, such as `train` or `rounds/2/train`
  /// @param step steps done in the stage, from 1
  /// @param steps steps of the stage
  /// @param losses loss of each move, of its last time, and what gauges showed in this step
  record Step(String stage, long step, long steps, Map<String, Double> losses) implements Event {}

  /// A stage ended.
  ///
  /// @param stage path of names
  /// @param steps steps that it took
  record Ended(String stage, long steps) implements Event {}
}
