package everymode.cli;

import everymode.chance.Chance;
import everymode.error.UsageException;
import everymode.judge.Balance;
import everymode.judge.Judges;
import everymode.metric.Evaluation;
import everymode.metric.Judge;
import everymode.run.Json;
import everymode.run.Steerings;
import everymode.run.Tradeoff;
import everymode.run.Trained;
import everymode.tensor.Device;
import everymode.train.Sampler;
import everymode.train.Steering;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Trades quality for diversity after training.
@Command(
    name = "tradeoff",
    mixinStandardHelpOptions = true,
    description = {
      "Trades quality for diversity after training: widens and weighs the Gaussians of a run,"
          + " suggests a setting, and saves what is chosen.",
      "",
      "  everymode tradeoff runs/00001-gmgan-digits",
      "  everymode tradeoff RUN --spread 0.5 --component 3:spread=1,weight=2 --save sharp",
      "  everymode tradeoff RUN --judge judges/digits.safetensors --balance --save fair",
      "  everymode sample RUN --sampler fair --out fair.npz"
    })
final class TradeoffCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN", description = "A run of a mixture, such as gmgan.")
  private Path run = Path.of("");

  @Option(
      names = "--spreads",
      split = ",",
      defaultValue = "0.0625,0.25,0.5625,1,1.5625,2.25,4",
      description = "Factors to try before all covariances (default: ${DEFAULT-VALUE}).")
  private List<Double> spreads = List.of();

  @Option(
      names = "--judge",
      paramLabel = "FILE",
      description = "A network to look through; gives quality and diversity too.")
  private @Nullable Path judge;

  @Option(
      names = "--spread",
      paramLabel = "S",
      description = "The factor to save; nothing is swept then (default: the suggested one).")
  private @Nullable Double spread;

  @Option(
      names = "--component",
      paramLabel = "K:spread=S,weight=W",
      description = "Another factor or weight for one Gaussian, from 0; may be repeated.")
  private List<String> parts = List.of();

  @Option(
      names = "--balance",
      description = "Weigh Gaussians so that classes come as often as in the data; needs --judge.")
  private boolean balance;

  @Option(names = "--save", paramLabel = "NAME", description = "Save the choice under this name.")
  private @Nullable String name;

  @Mixin private Machine machine = new Machine();
  @Mixin private Talk talk = new Talk();

  @Override
  public Integer call() {
    check();
    Device device = machine.open();
    Trained trained = Trained.open(run, device);
    Sampler.Steered sampler = Steerings.of(trained);
    Judge opened = judge == null ? null : Judges.open(judge);
    StringBuilder text = new StringBuilder();
    ObjectNode json = Json.object().put("run", run.toString());
    device.during(() -> {
      double chosen = spread != null ? spread : sweep(trained, opened, text, json);
      Steering steering = steering(trained, sampler, chosen, opened);
      if (name != null) {
        new Steerings(trained.directory()).save(name, steering);
        text.append(
            "%n  saved as %s: spread %s, weight %s%n  next    ./everymode sample %s --sampler %s --out samples.npz"
                .formatted(name, brief(steering.spread()), brief(steering.weight()), run, name));
        json.put("saved", name);
      }
    });
    talk.result(text.toString().stripLeading().indent(2).stripTrailing(), Json.line(json));
    return 0;
  }

  private void check() {
    if (spreads.isEmpty() || !spreads.stream().allMatch(s -> s >= 0 && s < 1e6)) {
      throw new UsageException("--spreads must be numbers of at least 0, but are " + spreads);
    }
    if (balance && judge == null) {
      throw new UsageException("--balance needs --judge FILE, which knows the classes");
    }
    boolean chosen = spread != null || balance || !parts.isEmpty();
    if (chosen && name == null) {
      throw new UsageException("--spread, --component and --balance need --save NAME");
    }
  }

  private double sweep(
      Trained trained, @Nullable Judge opened, StringBuilder text, ObjectNode json) {
    boolean classes = opened != null && !opened.classes().isEmpty();
    var evaluation =
        new Evaluation(
            trained.data(),
            new Evaluation.Options(
                opened,
                Tradeoff.metrics(classes),
                false,
                0,
                null,
                said -> talk.progress("  " + said)));
    Tradeoff tradeoff = Tradeoff.of(trained, spreads, evaluation, talk::say);
    List<Path> pictures = tradeoff.draw(trained);
    text.append(tradeoff.text());
    if (opened != null) {
      text.append("\n  * through ").append(opened.id());
    }
    pictures.forEach(picture -> text.append("\n  picture ").append(picture));
    json.setAll(tradeoff.json());
    return tradeoff.suggested();
  }

  private Steering steering(
      Trained trained, Sampler.Steered sampler, double chosen, @Nullable Judge opened) {
    int components = sampler.components();
    try {
      Steering all = Steering.all(components, chosen);
      List<Double> spread = new ArrayList<>(all.spread());
      List<Double> weight = new ArrayList<>(all.weight());
      if (balance) {
        weight =
            new ArrayList<>(
                Balance.weights(
                    trained.data(),
                    sampler.steered(all),
                    Objects.requireNonNull(opened),
                    new Chance(0).at("balance")));
      }
      for (String part : parts) {
        set(part, spread, weight);
      }
      return new Steering(spread, weight);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void set(String part, List<Double> spread, List<Double> weight) {
    String[] split = part.split(":", 2);
    if (split.length < 2 || !split[0].matches("\\d{1,6}")) {
      throw new UsageException(
          "--component is written K:spread=S,weight=W, but is '%s'".formatted(part));
    }
    int k = Integer.parseInt(split[0]);
    if (k >= spread.size()) {
      throw new UsageException(
          "--component must be from 0 to %d, but is %d".formatted(spread.size() - 1, k));
    }
    for (String pair : Arrays.asList(split[1].split(","))) {
      String[] both = pair.split("=", 2);
      List<Double> of =
          switch (both[0].strip()) {
            case "spread" -> spread;
            case "weight" -> weight;
            default ->
                throw new UsageException(
                    "--component has spread and weight, but not '%s'".formatted(both[0]));
          };
      try {
        of.set(k, Double.parseDouble(both.length < 2 ? "" : both[1]));
      } catch (NumberFormatException e) {
        throw new UsageException(
            "--component %s: %s must be a number, but is '%s'"
                .formatted(part, both[0], both.length < 2 ? "" : both[1]),
            e);
      }
    }
  }

  private static String brief(List<Double> values) {
    return values.stream().distinct().count() == 1
        ? "%.4g".formatted(values.getFirst())
        : values.stream().map("%.3g"::formatted).collect(Collectors.joining(" "));
  }
}
