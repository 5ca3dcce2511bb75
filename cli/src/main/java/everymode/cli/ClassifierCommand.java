package everymode.cli;

import everymode.classifier.ClassifierAccuracy;
import everymode.classifier.ClassifierCard;
import everymode.classifier.ClassifierTraining;
import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// Makes and checks the networks through which generators are measured.
@Command(
    name = "classifier",
    mixinStandardHelpOptions = true,
    description = "Trains a judge, a classifier to measure generators through, or checks one.",
    subcommands = {
      ClassifierCommand.Train.class,
      ClassifierCommand.Show.class,
      ClassifierCommand.Check.class
    })
final class ClassifierCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts the real one in

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Trains a judge.
  @Command(
      name = "train",
      mixinStandardHelpOptions = true,
      description = {
        "Trains a judge on labelled data. Stopped by Ctrl-C, the same command goes on.",
        "",
        "  everymode classifier train --data digits"
      })
  static final class Train implements Callable<Integer> {

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
            "The judge's file, which must not exist (default: classifiers/DATA.safetensors).")
    private @Nullable Path out;

    @Option(names = "--seed", defaultValue = "1", description = "Decides all draws (default: 1).")
    private long seed = 1;

    @Option(names = "--steps", description = "Steps of training (default: what suits the data).")
    private @Nullable Long steps;

    @Mixin private LabelOptions label = new LabelOptions();
    @Mixin private DeviceOptions machine = new DeviceOptions();
    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      if (steps != null && steps < 1) {
        throw new UsageException("--steps must be at least 1, but is " + steps);
      }
      Path file = out != null ? out : Path.of("classifiers", name() + ".safetensors");
      if (!file.toString().endsWith(".safetensors")) {
        throw new UsageException("--out must end in .safetensors, but is " + file);
      }
      Device device = machine.open();
      Dataset set = Datasets.open(label.of(data));
      machine.suit(set);
      RunDirectory.requireFree(file);
      ClassifierTraining training =
          new ClassifierTraining(set, file, seed, steps == null ? 0 : steps, console);
      console.info(
          "everymode %s · judge of %s (%s) · %s · seed %d"
              .formatted(
                  Main.version(),
                  set.name(),
                  set.describe(),
                  DeviceOptions.describe(device),
                  seed));
      if (training.resume()) {
        console.info("  going on where an earlier training stopped");
      }
      try (InterruptHandler stop = new InterruptHandler()) {
        boolean over = training.train(stop);
        if (!over) {
          console.info("  stopped, all saved; run the same command again to go on");
          return Main.STOPPED;
        }
      }
      ClassifierCard card = training.finish();
      console.result(
          "  %s%n%s%n    next        ./everymode evaluate RUN --features %s"
              .formatted(card.id(), accuracy(card.accuracy()), file),
          Json.line(json(card, file)));
      return 0;
    }

    private String name() {
      String plain = data.replaceAll("[:\\[].*", "").replaceAll(".*[/\\\\]", "");
      return plain.replaceAll("[^A-Za-z0-9._-]+", "-");
    }
  }

  /// Shows what is known of a judge.
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Shows what a judge was trained on and how often it is right. Reads no weights.",
        "",
        "  everymode classifier show classifiers/digits.safetensors"
      })
  static final class Show implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A judge made by 'classifier train'.")
    private Path file = Path.of("");

    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      ClassifierCard card = FeatureExtractors.card(file);
      String more =
          """
              trained on  %s, %,d steps, seed %d
              data hash   %s
              samples     %s
              classes     %s
          """
              .formatted(
                  card.data(),
                  card.steps(),
                  card.seed(),
                  card.dataHash(),
                  Arrays.toString(card.shape()),
                  String.join(", ", card.classes()));
      console.result(
          "  " + card.id() + "\n" + more + accuracy(card.accuracy()), Json.line(json(card, file)));
      return 0;
    }
  }

  private static String accuracy(ClassifierAccuracy a) {
    return "    accuracy    %.4f   %.4f – %.4f   (%,d held-out rows)"
        .formatted(a.value(), a.low(), a.high(), a.rows());
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

  /// Measures a judge on held-out rows.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Measures how often a judge is right about held-out rows.",
        "",
        "  everymode classifier check classifiers/digits.safetensors --data digits"
      })
  static final class Check implements Callable<Integer> {

    @Parameters(
        paramLabel = "FILE",
        description = "A judge: .safetensors, published weights (.pth, .th) or TorchScript (.pt).")
    private Path file = Path.of("");

    @Option(
        names = "--data",
        required = true,
        paramLabel = "NAME|PATH",
        description = "Labelled data.")
    private String data = "";

    @Mixin private DeviceOptions machine = new DeviceOptions();
    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      machine.open();
      FeatureExtractor extractor = FeatureExtractors.open(file);
      Dataset set = Datasets.open(data);
      ClassifierAccuracy accuracy = ClassifierAccuracy.of(extractor, set);
      console.result(
          "  %s on %s%n%s".formatted(extractor.id(), set.name(), accuracy(accuracy)),
          Json.line(
              put(
                  Json.object().put("classifier", extractor.id()).put("data", set.name()),
                  accuracy)));
      return 0;
    }
  }
}
