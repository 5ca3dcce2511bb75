package everymode.cli;

import everymode.run.Training;
import everymode.tensor.Device;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Continues a training run that was stopped.
@Command(
    name = "resume",
    description =
        "Continues a training run from its newest checkpoint, with the same bytes as a run that was"
            + " never stopped.")
final class ResumeCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path run = Path.of("");

  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    var options = checkpointOptions.options(device, deviceOptions);
    Training training = Training.resume(run, options, console, console::warn);
    if (training.finished()) {
      console.info("  all %,d steps are done already; measuring again".formatted(training.steps()));
    }
    return TrainingJob.run(training, console, deviceOptions, device);
  }
}
