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

  @Mixin private Keeping keeping = new Keeping();
  @Mixin private Machine machine = new Machine();
  @Mixin private Talk talk = new Talk();

  @Override
  public Integer call() {
    Device device = machine.open();
    Training training = Training.resume(run, keeping.options(device, machine), talk, talk::warn);
    if (training.over()) {
      talk.say("  all %,d steps are done already; measuring again".formatted(training.steps()));
    }
    return Finish.run(training, talk, machine, device);
  }
}
