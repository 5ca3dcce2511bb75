package everymode.cli;

import everymode.classifier.ClassifierAccuracy;
import everymode.classifier.ClassifierCard;
import everymode.classifier.ClassifierOptions;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.metric.feature.FeatureExtractor;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Device;
import everymode.train.Event;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Trains, shows and checks classifiers in whose features generators are measured.
@Command(
    name = "classifier",
    mixinStandardHelpOptions = true,
    description = "Trains, shows or checks a classifier in whose features generators are measured.",
    subcommands = {
      ClassifierCommand.Train.class,
      ClassifierCommand.Show.class,
      ClassifierCommand.Check.class
    })
final class ClassifierCommand {

  /// Trains a classifier.
  @Command(
      name = "train",
      description = {
        "Trains a classifier on labelled data. After Ctrl-C, the same command continues.",
        "",
        "  everymode classifier train --data digits"
      })
  static final class Train implements Verb {

    @Option(
        names = "--data",
        required = true,
        paramLabel = "NAME|PATH",
        description = "Labelled data (see 'everymode list data').")
    private String data = "";

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description =
            "The classifier's file, which must not exist (default: classifiers/DATA.safetensors).")
    private @Nullable Path out;

    @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
    private long seed = 1;

    @Option(names = "--steps", description = "Training steps (default: chosen by the data).")
    private @Nullable Long steps;

    @Option(
        names = "--network",
        defaultValue = "small",
        paramLabel = "NAME",
        description = "Network for images: small or shallow (default: ${DEFAULT-VALUE}).")
    private String network = "small";

    @Option(
        names = "--norm",
        defaultValue = "batch",
        paramLabel = "NORM",
        description =
            "Normalisation after its convolutions, as in recipes, such as mixture or"
                + " '{type: mixture, layers: [2]}' (default: ${DEFAULT-VALUE}).")
    private String norm = "batch";

    @Option(
        names = "--ema-decay",
        defaultValue = "0.999",
        paramLabel = "DECAY",
        description =
            "Decay of the moving average of the weights; 0 for none (default: ${DEFAULT-VALUE}).")
    private String emaDecay = "0.999";

    @Option(
        names = "--eval-every",
        defaultValue = "0",
        paramLabel = "STEPS",
        description = "Measure the accuracy every so many steps; 0 for never.")
    private long evalEvery;

    @Mixin private DataOptions dataOptions = new DataOptions();
    @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      requirePositive(steps);
      Arguments.require(evalEvery >= 0, "--eval-every must be at least 0, but is " + evalEvery);
      ClassifierOptions options =
          ClassifierOptions.defaults()
              .changed("network: " + network, "--network")
              .changed("norm: " + norm, "--norm")
              .changed("emaDecay: " + emaDecay, "--ema-decay");
      Path file = out != null ? out : Path.of("classifiers", fileName(data));
      Arguments.require(
          file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors"),
          "--out must end in .safetensors, but is " + file);
      Device device = deviceOptions.open();
      Dataset set = Datasets.open(dataOptions.of(data));
      deviceOptions.suit(set);
      RunDirectory.makeParent(file);
      ArrayNode measured = Json.object().putArray("measured");
      var training =
          new ClassifierTraining(
              set, file, seed, steps == null ? 0 : steps, options, event -> watch(event, measured));
      console.title(
          String.format(
              Locale.ROOT,
              "classifier of %s (%s) · %s · seed %d",
              set.name(),
              set.describe(),
              DeviceOptions.describe(device),
              seed));
      Optional<ClassifierCard> card = train(training, console, evalEvery);
      card.ifPresent(done ->
          console.result(
              String.format(
                  Locale.ROOT,
                  "  %s%n%s%n    next        ./everymode evaluate RUN --features %s",
                  done.id(),
                  accuracy(done.accuracy()),
                  file),
              evalEvery > 0 ? json(done, file).set("measured", measured) : json(done, file)));
      return card.isPresent() ? 0 : Main.STOPPED;
    }

    private void watch(Event event, ArrayNode all) {
      console.accept(event);
      if (event instanceof Event.Measured(long step, Map<String, Double> scores)) {
        double accuracy = scores.getOrDefault("accuracy", Double.NaN);
        console.info(String.format(Locale.ROOT, "  accuracy %.4f after %,d steps", accuracy, step));
        all.addObject().put("step", step).put("accuracy", accuracy);
      }
    }
  }

  /// The usual name of the file of a classifier.
  ///
  /// @param data specification of its data
  static String fileName(String data) {
    String plain = data.replaceAll("[:\\[].*", "").replaceAll(".*[/\\\\]", "");
    return plain.replaceAll("[^A-Za-z0-9._-]+", "-") + ".safetensors";
  }

  /// Shows how a classifier was trained and how accurate it is.
  @Command(
      name = "show",
      description = {
        "Shows what a classifier was trained on and its accuracy. Reads no weights.",
        "",
        "  everymode classifier show classifiers/digits.safetensors"
      })
  static final class Show implements Verb {

    @Parameters(paramLabel = "FILE", description = "A classifier from 'classifier train'.")
    private Path file = Path.of("");

    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      ClassifierCard card = FeatureExtractors.card(file);
      String training =
          String.format(
              Locale.ROOT,
              """
                  trained on  %s, %,d steps, seed %d
                  data hash   %s
                  samples     %s
                  classes     %s
              """,
              card.data(),
              card.steps(),
              card.seed(),
              card.dataHash(),
              Arrays.toString(card.shape()),
              String.join(", ", card.classes()));
      console.result(
          "  " + card.id() + "\n" + training + accuracy(card.accuracy()), json(card, file));
      return 0;
    }
  }

  /// Checks the number of steps of a classifier; null to choose it by the data.
  static void requirePositive(@Nullable Long steps) {
    Arguments.require(steps == null || steps >= 1, "--steps must be at least 1, but is " + steps);
  }

  /// Trains to the end, from the beginning or where an earlier training stopped.
  ///
  /// @return empty after Ctrl-C, which was printed
  static Optional<ClassifierCard> train(ClassifierTraining training, Console console) {
    return train(training, console, 0);
  }

  private static Optional<ClassifierCard> train(
      ClassifierTraining training, Console console, long evalEvery) {
    if (training.resume()) {
      console.info("  continuing an earlier training run");
    }
    try (InterruptHandler stop = new InterruptHandler()) {
      if (!training.train(stop, evalEvery)) {
        console.stopped();
        return Optional.empty();
      }
    }
    return Optional.of(training.finish());
  }

  private static String accuracy(ClassifierAccuracy a) {
    return String.format(
        Locale.ROOT,
        "    accuracy    %.4f   %.4f – %.4f   (%,d held-out rows)",
        a.value(),
        a.low(),
        a.high(),
        a.rows());
  }

  private static ObjectNode json(ClassifierCard card, Path file) {
    return put(
            Json.object().put("classifier", card.id()).put("file", file.toString()),
            card.accuracy())
        .put("seed", card.seed())
        .put("steps", card.steps())
        .put("data", card.data())
        .put("dataHash", card.dataHash());
  }

  private static ObjectNode put(ObjectNode node, ClassifierAccuracy a) {
    return node.put("accuracy", a.value())
        .put("low", a.low())
        .put("high", a.high())
        .put("heldOut", a.rows());
  }

  /// Measures the accuracy of a classifier on held-out rows.
  @Command(
      name = "check",
      description = {
        "Measures the accuracy of a classifier on held-out rows.",
        "",
        "  everymode classifier check classifiers/digits.safetensors --data digits"
      })
  static final class Check implements Verb {

    @Parameters(
        paramLabel = "FILE",
        description =
            "A classifier: .safetensors, published weights (.pth, .th) or TorchScript (.pt).")
    private Path file = Path.of("");

    @Option(
        names = "--data",
        required = true,
        paramLabel = "NAME|PATH",
        description = "Labelled data.")
    private String data = "";

    @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      deviceOptions.open();
      FeatureExtractor extractor = FeatureExtractors.open(file);
      Dataset set = Datasets.open(data);
      ClassifierAccuracy accuracy = ClassifierAccuracy.of(extractor, set);
      console.result(
          String.format(
              Locale.ROOT, "  %s on %s%n%s", extractor.id(), set.name(), accuracy(accuracy)),
          put(Json.object().put("classifier", extractor.id()).put("data", set.name()), accuracy));
      return 0;
    }
  }
}
