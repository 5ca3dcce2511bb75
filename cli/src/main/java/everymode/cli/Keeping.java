package everymode.cli;

import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.run.Training;
import everymode.tensor.Device;
import picocli.CommandLine.Option;

/// How often checkpoints are written and how many stay.
final class Keeping {

  @Option(
      names = "--every",
      paramLabel = "STEPS",
      description = "Steps between checkpoints (default: one every 30 seconds).")
  private long every;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "2",
      description = "Checkpoints that stay (default: ${DEFAULT-VALUE}).")
  private int keep = 2;

  @Option(
      names = "--measure",
      paramLabel = "STEPS",
      description = "Measure every so many steps too; the report draws it (default: at the end).")
  private long measure;

  Training.Options options(Device device, Machine machine) {
    if (every < 0) {
      throw new UsageException("--every must be at least 1, but is " + every);
    }
    if (measure < 0) {
      throw new UsageException("--measure must be at least 1, but is " + measure);
    }
    if (keep < 1) {
      throw new UsageException("--keep must be at least 1, but is " + keep);
    }
    return new Training.Options(
        device, machine.threads(), every, keep, measure, Evaluation.Options.usual());
  }
}
