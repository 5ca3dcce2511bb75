package everymode.cli;

import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.run.Training;
import everymode.tensor.Device;
import picocli.CommandLine.Option;

/// How often checkpoints are written and how many are kept.
final class CheckpointOptions {

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: one every 30 seconds).")
  private long checkpointEvery;

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
  private long evalEvery;

  Training.RunOptions options(Device device, DeviceOptions deviceOptions) {
    if (checkpointEvery < 0) {
      throw new UsageException("--checkpoint-every must be at least 1, but is " + checkpointEvery);
    }
    if (evalEvery < 0) {
      throw new UsageException("--eval-every must be at least 1, but is " + evalEvery);
    }
    if (keep < 1) {
      throw new UsageException("--keep-checkpoints must be at least 1, but is " + keep);
    }
    return new Training.RunOptions(
        device,
        deviceOptions.threads(),
        checkpointEvery,
        keep,
        evalEvery,
        Evaluation.EvaluationSettings.defaults());
  }
}
