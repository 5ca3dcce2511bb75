package everymode.cli;

import everymode.analysis.ClusterAnalysis;
import everymode.classifier.ClassifierCard;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.ComponentClassifier;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.run.Json;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Clusters real rows by the components of a mixture.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Clusters real rows by the components of a mixture and compares the clusters with the"
          + " classes, next to k-means and a Gaussian mixture.",
      "",
      "  everymode cluster runs/00001-gmgan-digits"
    })
final class ClusterCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run of a mixture, such as gmgan.")
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

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all random numbers (default: 1).")
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
    if (each < 10) {
      throw new UsageException("--each must be at least 10, but is " + each);
    }
    if (steps != null && steps < 1) {
      throw new UsageException("--steps must be at least 1, but is " + steps);
    }
    Device device = deviceOptions.open();
    Trained trained = Trained.open(run, device);
    if (!(trained.sampler() instanceof Sampler.ComponentSampler mixed) || mixed.components() < 2) {
      throw new UsageException(
          run + " has no mixture of at least 2 components; train one with gmgan");
    }
    Dataset set = data == null ? trained.data() : Reference.open(data, device);
    if (!Arrays.equals(set.domain().shape(), trained.data().domain().shape())) {
      throw new UsageException("--data must have rows of the same shape as the run's samples");
    }
    Path folder = out == null ? run.resolve("cluster") : out;
    Path file = folder.resolve("classifier.safetensors");
    RunDirectory.requireFree(file);
    Dataset samples = draw(trained, mixed, device);
    Optional<ClassifierCard> card = known(file, samples);
    if (card.isEmpty()) {
      card = train(samples, file);
    }
    if (card.isEmpty()) {
      return Main.STOPPED;
    }
    console.info("  clustering %,d rows".formatted(set.train().size() + set.heldOut().size()));
    ClusterAnalysis analysis =
        ClusterAnalysis.of(
            set, FeatureExtractors.open(file), mixed.components(), seed, console::info);
    analysis.write(folder);
    console.result(
        "  the classifier finds the component of %.1f %% of new samples%n%s%n  output       %s"
            .formatted(100 * card.get().accuracy().value(), analysis.text(), folder),
        Json.line(
            analysis
                .json()
                .put("run", run.toString())
                .put("separable", card.get().accuracy().value())));
    return 0;
  }

  private Dataset draw(Trained trained, Sampler.ComponentSampler mixed, Device device) {
    console.info("  drawing %,d samples of each component".formatted(each));
    List<Dataset> samples = new ArrayList<>();
    device.during(() ->
        samples.add(
            ComponentClassifier.made(
                trained.data(), mixed, each, new RandomKey(seed).fold("cluster"))));
    return samples.getFirst();
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
    if (training.resume()) {
      console.info("  continuing an earlier training run");
    }
    try (InterruptHandler stop = new InterruptHandler()) {
      if (!training.train(stop)) {
        console.info("  stopped and saved; run the same command again to continue");
        return Optional.empty();
      }
    }
    return Optional.of(training.finish());
  }
}
