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

/// Sorts real rows by the components of a mixture.
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Sorts real rows by the components of a mixture, and says how well that meets their"
          + " classes, beside k-means and a Gaussian mixture.",
      "",
      "  everymode cluster runs/00001-gmgan-digits"
    })
final class ClusterCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run of a mixture, such as gmgan.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "What to sort (default: the run's own data).")
  private @Nullable String data;

  @Option(
      names = "--each",
      defaultValue = "6000",
      description = "Generated samples of each component (default: ${DEFAULT-VALUE}).")
  private int each = 6_000;

  @Option(names = "--seed", defaultValue = "1", description = "Decides all draws (default: 1).")
  private long seed = 1;

  @Option(names = "--steps", description = "Steps of the classifier (default: what suits).")
  private @Nullable Long steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: cluster in the run's directory).")
  private @Nullable Path out;

  @Mixin private DeviceOptions machine = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    if (each < 10) {
      throw new UsageException("--each must be at least 10, but is " + each);
    }
    if (steps != null && steps < 1) {
      throw new UsageException("--steps must be at least 1, but is " + steps);
    }
    Device device = machine.open();
    Trained trained = Trained.open(run, device);
    if (!(trained.sampler() instanceof Sampler.ComponentSampler mixed) || mixed.components() < 2) {
      throw new UsageException(
          run + " holds no mixture of at least 2 components; train gmgan for one");
    }
    Dataset set = data == null ? trained.data() : Reference.open(data, device);
    if (!Arrays.equals(set.domain().shape(), trained.data().domain().shape())) {
      throw new UsageException("--data must have rows of the shape that the run makes");
    }
    Path folder = out == null ? run.resolve("cluster") : out;
    Path judge = folder.resolve("classifier.safetensors");
    RunDirectory.requireFree(judge);
    Dataset made = draw(trained, mixed, device);
    Optional<ClassifierCard> card = known(judge, made);
    if (card.isEmpty()) {
      card = learn(made, judge);
    }
    if (card.isEmpty()) {
      return Main.STOPPED;
    }
    console.info("  sorting %,d rows".formatted(set.train().size() + set.heldOut().size()));
    ClusterAnalysis sorting =
        ClusterAnalysis.of(
            set, FeatureExtractors.open(judge), mixed.components(), seed, console::info);
    sorting.write(folder);
    console.result(
        "  the classifier names the component of %.1f %% of fresh samples%n%s%n  all in       %s"
            .formatted(100 * card.get().accuracy().value(), sorting.text(), folder),
        Json.line(
            sorting
                .json()
                .put("run", run.toString())
                .put("separable", card.get().accuracy().value())));
    return 0;
  }

  private Dataset draw(Trained trained, Sampler.ComponentSampler mixed, Device device) {
    console.info("  drawing %,d samples of each component".formatted(each));
    List<Dataset> made = new ArrayList<>();
    device.during(() ->
        made.add(
            ComponentClassifier.made(
                trained.data(), mixed, each, new RandomKey(seed).fold("cluster"))));
    return made.getFirst();
  }

  /// An earlier classifier, if it learned from these very samples.
  private Optional<ClassifierCard> known(Path judge, Dataset made) {
    if (!Files.exists(judge)) {
      return Optional.empty();
    }
    try {
      ClassifierCard card = FeatureExtractors.card(judge);
      if (card.dataHash().equals(made.hash()) && (steps == null || steps == card.steps())) {
        console.info("  using " + judge);
        return Optional.of(card);
      }
      console.info("  learning anew: the run or the settings have changed since " + judge);
    } catch (EverymodeException e) {
      console.info("  learning anew: " + e.getMessage());
    }
    RunDirectory.remove(judge);
    return Optional.empty();
  }

  private Optional<ClassifierCard> learn(Dataset made, Path judge) {
    var training = new ClassifierTraining(made, judge, seed, steps == null ? 0 : steps, console);
    if (training.resume()) {
      console.info("  going on where an earlier training stopped");
    }
    try (InterruptHandler stop = new InterruptHandler()) {
      if (!training.train(stop)) {
        console.info("  stopped, all saved; run the same command again to go on");
        return Optional.empty();
      }
    }
    return Optional.of(training.finish());
  }
}
