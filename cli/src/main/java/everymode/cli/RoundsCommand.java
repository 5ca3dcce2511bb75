package everymode.cli;

import everymode.analysis.MixtureAnalysis;
import everymode.classifier.FeatureExtractors;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.tensor.Device;
import everymode.train.MixtureRounds;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows how a mixture grew.
@Command(
    name = "rounds",
    description = {
      "Shows how a mixture grew: what each round covered, the weights of a class or of some rows,"
          + " and what the first members generate together. Also writes pictures of each member's"
          + " samples.",
      "",
      "  everymode rounds runs/00001-pointwise-sine --of isolated",
      "  everymode rounds runs/00002-pointwise-digits --of 9 --features"
          + " classifiers/digits.safetensors",
      "  everymode rounds runs/00002-pointwise-digits --of 17,204,3001 --samples 0"
    })
final class RoundsCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run, best of pointwise, bagging or adagan.")
  private Path run = Path.of("");

  @Option(
      names = "--of",
      paramLabel = "CLASS|ROWS",
      description = "A class by its name, or numbers of training rows separated by commas.")
  private @Nullable String of;

  @Option(
      names = "--samples",
      defaultValue = "50000",
      description =
          "Samples of each mixture, equally many from each member; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int samples = 50_000;

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          EvaluationOptions.FEATURES
              + " Decides the class of a sample (default: the nearest rows of the class).")
  private @Nullable Path features;

  @Option(
      names = "--within",
      paramLabel = "DISTANCE",
      description =
          "A sample belongs to the class within this distance of the class mean (default: when it"
              + " is nearer to a row of the class than that row's fifth neighbour in the class).")
  private double within;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: rounds in the run).")
  private @Nullable Path out;

  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Arguments.require(samples >= 0, "--samples must be at least 0, but is " + samples);
    Arguments.require(
        within >= 0 && within < Double.POSITIVE_INFINITY,
        "--within must be at least 0, but is " + within);
    Device device = deviceOptions.open();
    Path folder = out == null ? run.resolve("rounds") : out;
    Trained trained = Trained.open(run, device);
    Arguments.require(
        samples > 0 || trained.model() instanceof MixtureRounds,
        String.format(
            Locale.ROOT,
            "%s was not trained in rounds and shows nothing without samples; leave out --samples 0",
            run));
    RunDirectory.makeParent(folder.resolve("rounds.json"));
    var extractor = features == null ? null : FeatureExtractors.open(features);
    var query = new MixtureAnalysis.Query(of, samples, extractor, within);
    MixtureAnalysis analysis =
        DeviceOptions.on(
            device,
            () -> MixtureAnalysis.of(trained, query, text -> console.progress("  " + text)));
    device.during(() -> analysis.write(folder));
    console.result(
        String.format(Locale.ROOT, "%s%n  output  %s", analysis.text(), folder),
        analysis.json().put("folder", folder.toString()));
    return 0;
  }
}
