package everymode.cli;

import everymode.analysis.MixtureAnalysis;
import everymode.classifier.FeatureExtractors;
import everymode.error.UsageException;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tells how a mixture grew.
@Command(
    name = "rounds",
    mixinStandardHelpOptions = true,
    description = {
      "Tells how a mixture grew: what each round covered, the weights of a class or of some rows, and"
          + " what the first members together make. Draws each member's samples.",
      "",
      "  everymode rounds runs/00001-pointwise-sine --of isolated",
      "  everymode rounds runs/00002-pointwise-digits --of 9 --features classifiers/digits.safetensors",
      "  everymode rounds runs/00002-pointwise-digits --of 17,204,3001 --samples 0"
    })
final class RoundsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run, of pointwise, bagging or adagan at best.")
  private Path run = Path.of("");

  @Option(
      names = "--of",
      paramLabel = "CLASS|ROWS",
      description = "A class by its name, or numbers of training rows with commas between.")
  private @Nullable String of;

  @Option(
      names = "--samples",
      defaultValue = "50000",
      description =
          "Samples of each mixture, in equal parts from its members; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int samples = 50_000;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = "Who tells the class of a sample (default: its nearest rows of the class).")
  private @Nullable Path judge;

  @Option(
      names = "--within",
      paramLabel = "DISTANCE",
      description =
          "A sample is of the class so near to the mean of its rows (default: nearer to a row than its"
              + " fifth neighbour of the class).")
  private double within;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: rounds in the run).")
  private @Nullable Path out;

  @Mixin private DeviceOptions machine = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    if (samples < 0) {
      throw new UsageException("--samples must be at least 0, but is " + samples);
    }
    if (!(within >= 0 && within < Double.POSITIVE_INFINITY)) {
      throw new UsageException("--within must be at least 0, but is " + within);
    }
    Device device = machine.open();
    Path folder = out == null ? run.resolve("rounds") : out;
    Trained trained = Trained.open(run, device);
    RunDirectory.requireFree(folder.resolve("rounds.json"));
    MixtureAnalysis.Query asked =
        new MixtureAnalysis.Query(
            of, samples, judge == null ? null : FeatureExtractors.open(judge), within);
    List<MixtureAnalysis> found = new ArrayList<>();
    device.during(() -> {
      MixtureAnalysis growth =
          MixtureAnalysis.of(trained, asked, text -> console.progress("  " + text));
      growth.write(folder);
      found.add(growth);
    });
    MixtureAnalysis growth = found.getFirst();
    console.result(
        "%s%n  all in  %s".formatted(growth.text(), folder),
        Json.line(growth.json().put("folder", folder.toString())));
    return 0;
  }
}
