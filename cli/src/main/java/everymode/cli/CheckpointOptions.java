package everymode.cli;

import everymode.metric.Evaluation.EvaluationSettings;
import everymode.run.Training;
import everymode.tensor.Device;
import everymode.train.PartExecutor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How often checkpoints are written and how many are kept.
final class CheckpointOptions {

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: one every 30 seconds).")
  private @Nullable Long checkpointEvery;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      defaultValue = "2",
      description = "Checkpoints to keep (default: ${DEFAULT-VALUE}).")
  private int keep = 2;

  @Option(
      names = "--eval-every",
      paramLabel = "STEPS",
      description =
          "Also measure every STEPS steps; the report plots it (default: only at the end).")
  private @Nullable Long evalEvery;

  @Option(
      names = "--watch",
      negatable = true,
      description = "Warn when a game seems to collapse (default: yes).")
  private @Nullable Boolean watch;

  @Option(
      names = "--stop-on-collapse",
      description = "Stop when the training seems to collapse, and measure what is there.")
  private boolean stopOnCollapse;

  @Option(
      names = "--rollback",
      description = "The same, after going back to the last good checkpoint.")
  private boolean rollback;

  private Training.OnAlarm onAlarm() {
    boolean unwatched = Boolean.FALSE.equals(watch);
    Arguments.require(
        !unwatched || !(rollback || stopOnCollapse),
        "--no-watch and "
            + (rollback ? "--rollback" : "--stop-on-collapse")
            + " exclude each other; leave out one of them");
    if (rollback) {
      return Training.OnAlarm.ROLL_BACK;
    }
    if (stopOnCollapse) {
      return Training.OnAlarm.STOP;
    }
    return unwatched ? Training.OnAlarm.NOT_WATCHED : Training.OnAlarm.REPORT;
  }

  /// Steps between evaluations during the training; 0 for none.
  long evalEvery() {
    return evalEvery == null ? 0 : evalEvery;
  }

  /// What `resume` needs to go on measuring during the training.
  ///
  /// @return such as ` --eval-every 50`, or an empty text
  String again() {
    return evalEvery == null ? "" : " --eval-every " + evalEvery;
  }

  /// @param during what these evaluations measure
  Training.RunSettings options(
      Device device, DeviceOptions deviceOptions, EvaluationSettings during) {
    Arguments.require(
        checkpointEvery == null || checkpointEvery >= 1,
        "--checkpoint-every must be at least 1, but is " + checkpointEvery);
    Arguments.require(
        evalEvery == null || evalEvery >= 1,
        "--eval-every must be at least 1, but is " + evalEvery);
    Arguments.require(keep >= 1, "--keep-checkpoints must be at least 1, but is " + keep);
    int threads = deviceOptions.threads();
    return new Training.RunSettings(
        device,
        threads,
        checkpointEvery == null ? 0 : checkpointEvery,
        keep,
        evalEvery(),
        during,
        PartExecutor.THREADS,
        onAlarm());
  }
}
