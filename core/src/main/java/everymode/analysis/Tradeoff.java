package everymode.analysis;

import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.report.Chart;
import everymode.run.Json;
import everymode.run.NamedSamplers;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Precision and coverage of a run as functions of a covariance scale of its Gaussians.
///
/// The suggested scale maximises the harmonic mean of precision and coverage, each divided by the
/// score of training rows and limited to 1. With a classifier it maximises the combined score of
/// quality and diversity instead. Both rules are our own.
///
/// @param scores by covariance scale, in the given order
public record Tradeoff(Map<Double, Scores> scores) {

  private static final Set<String> METRICS = Set.of("precision", "recall", "density", "coverage");
  private static final Set<String> CLASSIFIED = Set.of("quality", "diversity", "quality-diversity");

  /// Copies the map and keeps its order.
  public Tradeoff {
    scores = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /// Names of the metrics that a sweep needs.
  ///
  /// @param classified whether there is a classifier
  public static Set<String> metrics(boolean classified) {
    Set<String> all = new LinkedHashSet<>(METRICS);
    if (classified) {
      all.addAll(CLASSIFIED);
    }
    return all;
  }

  /// Evaluates a run at several covariance scales. Each result is saved to `tradeoff/tradeoff.json`
  /// of the run, so that an interrupted sweep resumes.
  ///
  /// @param trained a run whose sampler can be adjusted
  /// @param scales factors of all covariances
  /// @param evaluation what to measure
  /// @param progress receives progress messages
  public static Tradeoff of(
      Trained trained, List<Double> scales, Evaluation evaluation, Consumer<String> progress) {
    Sampler.AdjustableSampler sampler = NamedSamplers.of(trained);
    RandomKey key = trained.key("measure");
    Path file = folder(trained).resolve("tradeoff.json");
    String of = String.format(Locale.ROOT, "step %d, %s", trained.steps(), evaluation.asked());
    Map<Double, Scores> known = saved(file, of, progress);
    Map<Double, Scores> scores = new LinkedHashMap<>();
    for (double scale : scales) {
      Scores saved = known.get(scale);
      progress.accept(
          "  covariance scale " + plain(scale) + (saved == null ? "" : ", as measured before"));
      if (saved == null) {
        Sampler.ComponentSampler other =
            sampler.adjusted(MixtureAdjustment.all(sampler.components(), scale));
        known.put(scale, evaluation.of(other, key));
        RunDirectory.write(file, Json.file(new Tradeoff(known).json().put("of", of)));
      }
      scores.put(scale, known.get(scale));
    }
    return new Tradeoff(scores);
  }

  private static Map<Double, Scores> saved(Path file, String of, Consumer<String> progress) {
    Map<Double, Scores> known = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return known;
    }
    try {
      JsonNode json = Json.read(file);
      if (json.path("of").asString("").equals(of)) {
        json.path("spreads")
            .forEachEntry((scale, s) -> known.put(Double.parseDouble(scale), Json.scores(s)));
      }
    } catch (EverymodeException | NumberFormatException e) {
      progress.accept("  measuring again: " + file + " cannot be read");
      known.clear();
    }
    return known;
  }

  private static Path folder(Trained trained) {
    return trained.directory().path().resolve("tradeoff");
  }

  /// The suggested covariance scale, one of those that were measured.
  public double suggested() {
    return scores.entrySet().stream()
        .max((a, b) -> Double.compare(objective(a.getValue()), objective(b.getValue())))
        .map(Map.Entry::getKey)
        .orElse(1.0);
  }

  private static double objective(Scores scores) {
    double combined = value(scores, "quality-diversity");
    if (Double.isFinite(combined)) {
      return combined;
    }
    double precision = share(scores, "precision");
    double coverage = share(scores, "coverage");
    return precision + coverage > 0 ? 2 * precision * coverage / (precision + coverage) : 0;
  }

  private static double share(Scores scores, String metric) {
    Score score = scores.all().get(metric);
    return score == null || !(score.value() > 0)
        ? 0
        : Math.min(1, score.value() / score.trainingReference());
  }

  /// A score by its plain name; measured in a classifier's features where there is one.
  private static double value(Scores scores, String metric) {
    return scores.all().entrySet().stream()
        .filter(entry -> Metric.plain(entry.getKey()).equals(metric))
        .reduce((_, last) -> last)
        .map(entry -> entry.getValue().value())
        .orElse(Double.NaN);
  }

  /// Draws `precision-coverage.svg` and, with a classifier, `quality-diversity.svg` into
  /// `tradeoff/`.
  public List<Path> draw(Trained trained) {
    List<Path> files = new ArrayList<>();
    files.add(chart(folder(trained), "coverage", "precision"));
    if (scores.values().stream().anyMatch(s -> Double.isFinite(value(s, "quality")))) {
      files.add(chart(folder(trained), "diversity", "quality"));
    }
    return files;
  }

  private Path chart(Path folder, String x, String y) {
    double best = suggested();
    List<Chart.Stop> stops =
        scores.entrySet().stream()
            .map(entry ->
                new Chart.Stop(
                    "s = " + plain(entry.getKey()),
                    value(entry.getValue(), x),
                    value(entry.getValue(), y),
                    entry.getKey() == best))
            .toList();
    Path file = folder.resolve(y + "-" + x + ".svg");
    String title = y + " against " + x + features();
    RunDirectory.write(file, Chart.course(title, x, y, stops));
    return file;
  }

  /// The network in whose features was measured, as shown in brackets after a metric's name.
  private String features() {
    return scores.values().stream()
        .flatMap(s -> s.all().keySet().stream())
        .filter(name -> name.endsWith("]"))
        .map(name -> ", features of " + name.substring(name.indexOf('[') + 1, name.length() - 1))
        .findFirst()
        .orElse("");
  }

  /// The sweep as a text table.
  ///
  /// @return lines without a trailing line break
  public String text() {
    Set<String> names =
        scores.values().stream()
            .flatMap(s -> s.all().keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "    %-8s", "scale"));
    names.forEach(name -> text.append(String.format(Locale.ROOT, " %10s", brief(name))));
    double best = suggested();
    scores.forEach((scale, row) -> {
      text.append(String.format(Locale.ROOT, "%n    %-8s", plain(scale)));
      for (String name : names) {
        Score score = row.all().getOrDefault(name, Score.absent(0, ""));
        text.append(
            String.format(
                Locale.ROOT,
                " %10s",
                score.present() ? String.format(Locale.ROOT, "%.3f", score.value()) : "–"));
      }
      text.append(scale == best ? "   suggested" : "");
    });
    return text.toString();
  }

  private static String brief(String name) {
    return Metric.plain(name).replace("quality-diversity", "both")
        + (name.endsWith("]") ? "*" : "");
  }

  /// The sweep as JSON.
  ///
  /// @return `suggested`, and all scores by covariance scale (`spreads`)
  public ObjectNode json() {
    ObjectNode json = Json.object().put("suggested", suggested());
    ObjectNode all = json.putObject("spreads");
    scores.forEach((scale, row) -> all.set(plain(scale), Json.scores(row)));
    return json;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
