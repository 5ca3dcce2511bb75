package everymode.cli;

import everymode.analysis.Tradeoff;
import everymode.classifier.BalancedComponentWeights;
import everymode.classifier.FeatureExtractors;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.run.Json;
import everymode.run.NamedSamplers;
import everymode.run.Trained;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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
    description = {
      "Trades quality for diversity after training: changes the covariances and weights of a"
          + " run's Gaussians, suggests a setting, and saves the chosen one.",
      "",
      "  everymode tradeoff runs/00001-gmgan-digits",
      "  everymode tradeoff RUN --covariance-scale 0.5 --component 3:scale=1,weight=2 --save sharp",
      "  everymode tradeoff RUN --features classifiers/digits.safetensors --balance --save fair",
      "  everymode sample RUN --sampler fair --out fair.npz"
    })
final class TradeoffCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run of a mixture, such as gmgan.")
  private Path run = Path.of("");

  @Option(
      names = "--covariance-scales",
      split = ",",
      defaultValue = "0.0625,0.25,0.5625,1,1.5625,2.25,4",
      description = "Factors to try on all covariances (default: ${DEFAULT-VALUE}).")
  private List<Double> covarianceScales = List.of();

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description = EvaluationOptions.FEATURES + " Adds quality and diversity.")
  private @Nullable Path features;

  @Option(
      names = "--covariance-scale",
      paramLabel = "S",
      description = "The factor to save, without trying others (default: the suggested one).")
  private @Nullable Double covarianceScale;

  @Option(
      names = "--component",
      paramLabel = "K:scale=S,weight=W",
      description = "Factor or weight of one Gaussian, counted from 0; may be repeated.")
  private List<String> parts = List.of();

  @Option(
      names = "--balance",
      description =
          "Weight the Gaussians so that classes are as frequent as in the data; needs --features.")
  private boolean balance;

  @Option(names = "--save", paramLabel = "NAME", description = "Name to save the choice under.")
  private @Nullable String name;

  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    check();
    Device device = deviceOptions.open();
    Trained trained = Trained.open(run, device);
    Sampler.AdjustableSampler sampler = NamedSamplers.of(trained);
    adjustment(trained, sampler, 1, null); // refuses a wrong --component before measuring
    FeatureExtractor opened = features == null ? null : FeatureExtractors.open(features);
    Formatter text = new Formatter(Locale.ROOT);
    ObjectNode json = Json.object().put("run", run.toString());
    device.during(() -> {
      double chosen =
          covarianceScale != null ? covarianceScale : sweep(trained, opened, text, json);
      MixtureAdjustment adjustment = adjustment(trained, sampler, chosen, opened);
      if (name != null) {
        new NamedSamplers(trained.directory()).save(name, adjustment);
        String scales = brief(adjustment.covarianceScale());
        String weights = brief(adjustment.weight());
        text.format("%n  saved as %s: covariance scale %s, weight %s", name, scales, weights);
        text.format("%n  next    ./everymode sample %s --sampler %s --out samples.npz", run, name);
        json.put("saved", name);
      }
    });
    console.result(text.toString().stripLeading().indent(2).stripTrailing(), json);
    return 0;
  }

  private void check() {
    Arguments.require(
        !covarianceScales.isEmpty() && covarianceScales.stream().allMatch(s -> s >= 0 && s < 1e6),
        "--covariance-scales must be numbers of at least 0, but are " + covarianceScales);
    Arguments.require(
        !balance || features != null,
        "--balance needs --features FILE, a classifier of the data's classes");
    boolean chosen = covarianceScale != null || balance || !parts.isEmpty();
    Arguments.require(
        !chosen || name != null, "--covariance-scale, --component and --balance need --save NAME");
  }

  private double sweep(
      Trained trained, @Nullable FeatureExtractor opened, Formatter text, ObjectNode json) {
    var metrics = Tradeoff.metrics(opened != null && !opened.classes().isEmpty());
    Consumer<String> progress = message -> console.progress("  " + message);
    var settings = new Evaluation.EvaluationSettings(opened, metrics, false, 0, null, progress);
    Evaluation evaluation = new Evaluation(trained.data(), settings);
    Tradeoff tradeoff = Tradeoff.of(trained, covarianceScales, evaluation, console::info);
    List<Path> pictures = tradeoff.draw(trained);
    text.format("%s", tradeoff.text());
    if (opened != null) {
      text.format("\n  * in the features of %s", opened.id());
    }
    pictures.forEach(picture -> text.format("\n  picture %s", picture));
    json.setAll(tradeoff.json());
    return tradeoff.suggested();
  }

  private MixtureAdjustment adjustment(
      Trained trained,
      Sampler.AdjustableSampler sampler,
      double chosen,
      @Nullable FeatureExtractor opened) {
    try {
      MixtureAdjustment all = MixtureAdjustment.all(sampler.components(), chosen);
      List<Double> scale = new ArrayList<>(all.covarianceScale());
      RandomKey key = new RandomKey(0).fold("balance");
      List<Double> weight =
          new ArrayList<>(
              balance && opened != null
                  ? BalancedComponentWeights.weights(
                      trained.data(), sampler.adjusted(all), opened, key)
                  : all.weight());
      for (String part : parts) {
        set(part, scale, weight);
      }
      return new MixtureAdjustment(scale, weight);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void set(String part, List<Double> scale, List<Double> weight) {
    String[] split = part.split(":", 2);
    Arguments.require(
        split.length == 2 && split[0].matches("\\d{1,6}"),
        String.format(Locale.ROOT, "--component is written K:scale=S,weight=W, but is '%s'", part));
    int k = Integer.parseInt(split[0]);
    Arguments.require(
        k < scale.size(),
        String.format(
            Locale.ROOT, "--component must be from 0 to %d, but is %d", scale.size() - 1, k));
    for (String pair : Arrays.asList(split[1].split(","))) {
      String[] both = pair.split("=", 2);
      String value = both.length < 2 ? "" : both[1];
      List<Double> of =
          switch (both[0].strip()) {
            case "scale" -> scale;
            case "weight" -> weight;
            default ->
                throw new UsageException(
                    String.format(
                        Locale.ROOT, "--component has scale and weight, but not '%s'", both[0]));
          };
      try {
        of.set(k, Double.parseDouble(value));
      } catch (NumberFormatException e) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "--component %s: %s must be a number, but is '%s'",
                part,
                both[0],
                value),
            e);
      }
    }
  }

  private static String brief(List<Double> values) {
    return values.stream().distinct().count() == 1
        ? String.format(Locale.ROOT, "%.4g", values.getFirst())
        : values.stream()
            .map(value -> String.format(Locale.ROOT, "%.3g", value))
            .collect(Collectors.joining(" "));
  }
}
