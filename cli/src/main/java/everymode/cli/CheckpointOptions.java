package everymode.cli;

import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.run.Training;
import everymode.tensor.Device;
import picocli.CommandLine.Option;

/// How often checkpoints are written and how many stay.
final class CheckpointOptions {

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: one every 30 seconds).")
  private long every;

  @Option(
      names = "--keep-checkpoints",
      paramLabel = "N",
      defaultValue = "2",
      description = "Checkpoints that stay (default: ${DEFAULT-VALUE}).")
  private int keep = 2;

  @Option(
      names = "--eval-every",
      paramLabel = "STEPS",
      description = "Measure every so many steps too; the report draws it (default: at the end).")
  private long measure;

  Training.RunOptions options(Device device, DeviceOptions machine) {
    if (every < 0) {
      throw new UsageException("--checkpoint-every must be at least 1, but is " + every);
    }
    if (measure < 0) {
      throw new UsageException("--eval-every must be at least 1, but is " + measure);
    }
    if (keep < 1) {
      throw new UsageException("--keep-checkpoints must be at least 1, but is " + keep);
    }
    return new Training.RunOptions(
        device, machine.threads(), every, keep, measure, Evaluation.EvaluationSettings.defaults());
  }
}
