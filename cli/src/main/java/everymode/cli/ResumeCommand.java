package everymode.cli;

import everymode.run.Training;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Goes on with a training that was stopped.
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description =
        "Goes on with a training from its newest checkpoint, with the same bytes as if it had never"
            + " stopped.")
final class ResumeCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path run = Path.of("");

  @Mixin private CheckpointOptions keeping = new CheckpointOptions();
  @Mixin private DeviceOptions machine = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = machine.open();
    Training training =
        Training.resume(run, keeping.options(device, machine), console, console::warn);
    if (training.over()) {
      console.info("  all %,d steps are done already; measuring again".formatted(training.steps()));
    }
    return TrainingJob.run(training, console, machine, device);
  }
}
