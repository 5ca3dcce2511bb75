package everymode.cli;

import everymode.run.RunDirectory;
import everymode.run.Training;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Continues a training run that was stopped, or a finished one to more steps.
@Command(
    name = "resume",
    description =
        "Continues a training run from its newest checkpoint, with the same bytes as a run that was"
            + " never stopped.")
final class ResumeCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path run = Path.of("");

  @Option(
      names = "--steps",
      description =
          "Train to this number of steps in all, as if the run had been started with it; also a"
              + " finished run.")
  private @Nullable Long steps;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description =
          "Train for M further minutes, such as 10 or 0.5, in the place of a number of steps; also a"
              + " finished run.")
  private @Nullable Double minutes;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "Where the data of the run are now, if they were moved.")
  private @Nullable String data;

  @Mixin private MeasuringOptions measuringOptions = new MeasuringOptions();
  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    var during =
        measuringOptions.during(
            checkpointOptions.evalEvery(), new RunDirectory(run).classifier(), console);
    var options = checkpointOptions.options(device, deviceOptions, during);
    var resumption =
        new Training.Resumption(
            steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
            Arguments.optional(minutes),
            Optional.ofNullable(data));
    Training training = Training.resume(run, resumption, options, console, console::warn);
    try {
      measuringOptions.check(training.trained());
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
    if (training.finished()) {
      console.info(
          String.format(
              Locale.ROOT,
              "  all %,d steps are done already; %strain further with --steps N or --minutes M",
              training.steps(),
              measuringOptions.skipped() ? "" : "measuring again; "));
    }
    return TrainingJob.run(
        training, checkpointOptions.again(), measuringOptions, console, deviceOptions, device);
  }
}
