package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Datasets;
import everymode.data.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.run.Json;
import everymode.run.Trained;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what a generator covers and what it misses.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a run, or a file of samples from any generator, against held-out data.",
      "",
      "  everymode evaluate runs/00001-gmgan-digits",
      "  everymode evaluate samples.npz --data digits"
    })
final class EvaluateCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN|FILE", description = "A run directory, or samples as .npz.")
  private Path subject = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "What to measure a file of samples against.")
  private @Nullable String data;

  @Mixin private Machine machine = new Machine();
  @Mixin private Talk talk = new Talk();

  @Override
  public Integer call() {
    Device device = machine.open();
    if (!Files.exists(subject)) {
      throw new EverymodeException("there is no run or file " + subject + "; check the path");
    }
    if (Files.isDirectory(subject)) {
      if (data != null) {
        throw new UsageException("a run is measured against its own data; leave --data out");
      }
      Trained trained = Trained.open(subject, device);
      Finish.measure(trained, trained.seconds(), talk, device);
    } else {
      file();
    }
    return 0;
  }

  private void file() {
    if (data == null) {
      throw new UsageException("a file of samples needs --data, such as --data digits");
    }
    Dataset against = Datasets.open(data);
    try (var _ = new Scope()) {
      Scores scores = Evaluation.of(against, Samples.read(subject, against.domain()));
      talk.result(
          Measured.text(Finish.heldOut(against), scores),
          Json.line(Json.metrics(subject, Double.NaN, scores)));
    }
  }
}
