package everymode.train;

import java.nio.file.Path;
import java.util.Map;

/// Something that happened in a training. [Step] and [StageEnded] come from the training loop
/// itself, the others from a training in a run directory.
public sealed interface Event {

  /// A training began or was resumed.
  ///
  /// @param steps steps done before, in all stages
  record Started(long steps) implements Event {}

  /// A step was done.
  ///
  /// @param stage path of stage names, such as `train` or `round 2/0/train`
  /// @param step steps done in the stage, from 1
  /// @param steps steps of the stage, at most
  /// @param values loss of each update (of its last time), values of monitors and of a fit
  record Step(String stage, long step, long steps, Map<String, Double> values) implements Event {}

  /// A stage ended.
  ///
  /// @param stage path of stage names
  /// @param steps steps that it took
  record StageEnded(String stage, long steps) implements Event {}

  /// The model was measured during training.
  ///
  /// @param steps steps done so far, in all stages
  /// @param scores value by metric name, without those that have none
  record Measured(long steps, Map<String, Double> scores) implements Event {}

  /// A picture of samples was written.
  ///
  /// @param steps steps done so far, in all stages
  /// @param file a PNG file
  record Frame(long steps, Path file) implements Event {}

  /// A checkpoint was written.
  ///
  /// @param steps steps done so far, in all stages
  record Saved(long steps) implements Event {}

  /// The training was asked to stop, and did after a checkpoint.
  ///
  /// @param steps steps done so far, in all stages
  record Stopped(long steps) implements Event {}

  /// The training failed; the newest checkpoint is from before.
  ///
  /// @param steps steps done so far, in all stages
  /// @param message what went wrong, for people
  record Failed(long steps, String message) implements Event {}

  /// All steps are done.
  ///
  /// @param steps steps done, in all stages
  /// @param seconds time spent in training, earlier parts included
  record Finished(long steps, double seconds) implements Event {}
}
