package everymode.train;

import java.nio.file.Path;
import java.util.Map;

/// An event of a training. [Step] and [StageEnded] come from the training loop itself, the others
/// from a training in a run directory.
public sealed interface Event {

  /// A training began or was resumed.
  ///
  /// @param steps steps completed before, in all stages
  record Started(long steps) implements Event {}

  /// A step was completed.
  ///
  /// @param stage path of stage names, such as `train` or `round 2/0/train`
  /// @param step completed steps of the stage, from 1
  /// @param steps maximum number of steps of the stage; of one that is ended by time, the number
  ///   that it will reach at the speed so far
  /// @param values last loss of each update, values of monitors and of a fit
  record Step(String stage, long step, long steps, Map<String, Double> values) implements Event {}

  /// A stage ended.
  ///
  /// @param stage path of stage names
  /// @param steps its number of steps
  record StageEnded(String stage, long steps) implements Event {}

  /// The model was evaluated during training.
  ///
  /// @param steps steps completed so far, in all stages
  /// @param scores value by metric name, without metrics that have no value
  record Measured(long steps, Map<String, Double> scores) implements Event {}

  /// A picture of samples was written.
  ///
  /// @param steps steps completed so far, in all stages
  /// @param file a PNG file
  record Frame(long steps, Path file) implements Event {}

  /// A game seems to go wrong.
  ///
  /// @param steps steps completed so far, in all stages
  /// @param kind such as `collapsing`
  /// @param sentence what was seen and what helps most often, without a full stop
  record Alarmed(long steps, String kind, String sentence) implements Event {}

  /// A checkpoint was written.
  ///
  /// @param steps steps completed so far, in all stages
  record Saved(long steps) implements Event {}

  /// The training was stopped on request, after a checkpoint.
  ///
  /// @param steps steps completed so far, in all stages
  record Stopped(long steps) implements Event {}

  /// The training failed; the newest checkpoint is older.
  ///
  /// @param steps steps completed so far, in all stages
  /// @param message what went wrong, for the user
  record Failed(long steps, String message) implements Event {}

  /// All steps are completed.
  ///
  /// @param steps steps completed, in all stages
  /// @param seconds training time, including that before resuming
  record Finished(long steps, double seconds) implements Event {}
}
