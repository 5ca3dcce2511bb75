package everymode.cli;

import everymode.analysis.ClusterAnalysis;
import everymode.analysis.ProfileAnalysis;
import everymode.classifier.ClassifierCard;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.ComponentClassifier;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.report.ProfileSection;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.run.report.RunReport;
import everymode.sample.Sampler.ComponentSampler;
import everymode.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Clusters real rows by the components of a mixture.
@Command(
    name = "cluster",
    description = {
      "Clusters real rows by the components of a mixture and compares the clusters with the"
          + " classes and with other methods.",
      "",
      "  everymode cluster runs/00001-gmgan-digits",
      "  everymode cluster runs/00002-npmsl-counts",
      "",
      "A mixture that knows its probabilities, such as npmsl, gives those of each row; --each,"
          + " --seed and --steps are of a classifier for the others."
    })
final class ClusterCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run of a mixture, such as gmgan or npmsl.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "The data to cluster (default: the run's own).")
  private @Nullable String data;

  @Option(
      names = "--each",
      defaultValue = "6000",
      description = "Samples to generate from each component (default: ${DEFAULT-VALUE}).")
  private int each = 6_000;

  @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
  private long seed = 1;

  @Option(
      names = "--steps",
      description = "Training steps of the classifier (default: chosen by the data).")
  private @Nullable Long steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: cluster in the run directory).")
  private @Nullable Path out;

  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Arguments.require(each >= 10, "--each must be at least 10, but is " + each);
    ClassifierCommand.requirePositive(steps);
    Device device = deviceOptions.open();
    Trained trained = Trained.open(run, device);
    if (ProfileAnalysis.applies(trained)) {
      return profiles(trained, device);
    }
    if (!(trained.sampler() instanceof ComponentSampler mixed) || mixed.components() < 2) {
      throw new UsageException(
          run + " has no mixture of at least 2 components; train one with gmgan");
    }
    Dataset set = set(trained, device);
    Path folder = out == null ? run.resolve("cluster") : out;
    Path file = folder.resolve("classifier.safetensors");
    RunDirectory.makeParent(file);
    console.info(String.format(Locale.ROOT, "  drawing %,d samples of each component", each));
    RandomKey key = new RandomKey(seed).fold("cluster");
    Dataset samples =
        DeviceOptions.on(device, () -> ComponentClassifier.made(trained.data(), mixed, each, key));
    Optional<ClassifierCard> card = known(file, samples).or(() -> train(samples, file));
    if (card.isEmpty()) {
      return Main.STOPPED;
    }
    console.info(
        String.format(
            Locale.ROOT, "  clustering %,d rows", set.train().size() + set.heldOut().size()));
    var extractor = FeatureExtractors.open(file);
    var analysis = ClusterAnalysis.of(set, extractor, mixed.components(), seed, console::info);
    analysis.write(folder);
    double separable = card.get().accuracy().value();
    console.result(
        String.format(
            Locale.ROOT,
            "  the classifier finds the component of %.1f %% of new samples%n%s%n  output       %s",
            100 * separable,
            analysis.text(),
            folder),
        analysis.json().put("run", run.toString()).put("separable", separable));
    return 0;
  }

  /// Clusters by the probabilities that the model itself knows.
  private int profiles(Trained trained, Device device) {
    Dataset set = set(trained, device);
    Path folder = out == null ? run.resolve("cluster") : out;
    RunDirectory.makeParent(folder.resolve("cluster.json"));
    ProfileAnalysis analysis = ProfileAnalysis.of(trained, set);
    ProfileSection.Agreement agreement = analysis.compared(seed, console::info);
    analysis.write(folder, agreement);
    console.result(
        String.format(Locale.ROOT, "%s%n  output       %s", analysis.text(agreement), folder),
        analysis.json(agreement).put("run", run.toString()));
    if (data == null && out == null) {
      RunReport.rewrite(trained).ifPresent(file -> console.info("  report       " + file));
    }
    return 0;
  }

  private Dataset set(Trained trained, Device device) {
    return data == null ? trained.data() : Reference.open(trained, data, device);
  }

  /// An earlier classifier, if it was trained on the same samples.
  private Optional<ClassifierCard> known(Path file, Dataset samples) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      ClassifierCard card = FeatureExtractors.card(file);
      if (card.dataHash().equals(samples.hash()) && (steps == null || steps == card.steps())) {
        console.info("  using " + file);
        return Optional.of(card);
      }
      console.info("  training again: the run or the settings have changed since " + file);
    } catch (EverymodeException e) {
      console.info("  training again: " + e.getMessage());
    }
    RunDirectory.remove(file);
    return Optional.empty();
  }

  private Optional<ClassifierCard> train(Dataset samples, Path file) {
    var training = new ClassifierTraining(samples, file, seed, steps == null ? 0 : steps, console);
    return ClassifierCommand.train(training, console);
  }
}
