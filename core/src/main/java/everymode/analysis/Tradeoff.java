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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What widening and narrowing the Gaussians of a run costs and gives.
///
/// The suggested spread has the greatest harmonic mean of two shares: precision and coverage, each
/// over what training rows score and at most 1. With a judge it is the greatest combination of
/// quality and diversity instead. Both rules are ours.
///
/// @param scores by spread, in the order in which they were asked for
public record Tradeoff(Map<Double, Scores> scores) {

  private static final Set<String> METRICS = Set.of("precision", "recall", "density", "coverage");
  private static final Set<String> JUDGED = Set.of("quality", "diversity", "quality-diversity");

  /// Copies the map and keeps its order.
  public Tradeoff {
    scores = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /// The metrics that a sweep needs.
  ///
  /// @param judged whether there is a judge with classes
  /// @return their names
  public static Set<String> metrics(boolean judged) {
    Set<String> all = new LinkedHashSet<>(METRICS);
    if (judged) {
      all.addAll(JUDGED);
    }
    return all;
  }

  /// Measures a run at several spreads. What is measured is kept in `tradeoff/tradeoff.json` of the
  /// run at once, so that the same sweep goes on where it was interrupted.
  ///
  /// @param trained a run whose sampler can be steered
  /// @param spreads factors before all covariances
  /// @param evaluation what to measure
  /// @param said told what is being done
  /// @return the sweep
  public static Tradeoff of(
      Trained trained, List<Double> spreads, Evaluation evaluation, Consumer<String> said) {
    Sampler.AdjustableSampler sampler = NamedSamplers.of(trained);
    RandomKey key = new RandomKey(trained.recipe().seed()).fold("measure");
    Path file = folder(trained).resolve("tradeoff.json");
    String of = "step %d, %s".formatted(trained.steps(), evaluation.asked());
    Map<Double, Scores> known = known(file, of, said);
    Map<Double, Scores> scores = new LinkedHashMap<>();
    for (double spread : spreads) {
      Scores before = known.get(spread);
      said.accept("  spread " + plain(spread) + (before == null ? "" : ", as measured before"));
      if (before == null) {
        Sampler.ComponentSampler other =
            sampler.adjusted(MixtureAdjustment.all(sampler.components(), spread));
        known.put(spread, evaluation.of(other, key));
        RunDirectory.write(file, utf8(Json.file(new Tradeoff(known).json().put("of", of))));
      }
      scores.put(spread, known.get(spread));
    }
    return new Tradeoff(scores);
  }

  private static Map<Double, Scores> known(Path file, String of, Consumer<String> said) {
    Map<Double, Scores> known = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return known;
    }
    try {
      JsonNode json = Trained.json(file);
      if (json.path("of").asString("").equals(of)) {
        json.path("spreads")
            .properties()
            .forEach(entry ->
                known.put(Double.parseDouble(entry.getKey()), Json.scores(entry.getValue())));
      }
    } catch (EverymodeException | NumberFormatException e) {
      said.accept("  measuring anew: " + file + " cannot be read");
      known.clear();
    }
    return known;
  }

  private static Path folder(Trained trained) {
    return trained.directory().path().resolve("tradeoff");
  }

  /// The spread to begin with.
  ///
  /// @return one of those that were measured
  public double suggested() {
    return scores.entrySet().stream()
        .max((a, b) -> Double.compare(worth(a.getValue()), worth(b.getValue())))
        .map(Map.Entry::getKey)
        .orElse(1.0);
  }

  private static double worth(Scores scores) {
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

  /// A score by its plain name; through a judge where there is one.
  private static double value(Scores scores, String metric) {
    return scores.all().entrySet().stream()
        .filter(entry -> Metric.plain(entry.getKey()).equals(metric))
        .reduce((_, last) -> last)
        .map(entry -> entry.getValue().value())
        .orElse(Double.NaN);
  }

  /// Draws `precision-coverage.svg` and, with a judge, `quality-diversity.svg` beside the scores.
  ///
  /// @param trained the run
  /// @return the pictures
  public List<Path> draw(Trained trained) {
    List<Path> pictures = new ArrayList<>();
    pictures.add(picture(folder(trained), "coverage", "precision"));
    if (scores.values().stream().anyMatch(s -> Double.isFinite(value(s, "quality")))) {
      pictures.add(picture(folder(trained), "diversity", "quality"));
    }
    return pictures;
  }

  private Path picture(Path folder, String across, String up) {
    double best = suggested();
    List<Chart.Stop> stops =
        scores.entrySet().stream()
            .map(entry ->
                new Chart.Stop(
                    "s = " + plain(entry.getKey()),
                    value(entry.getValue(), across),
                    value(entry.getValue(), up),
                    entry.getKey() == best))
            .toList();
    Path file = folder.resolve(up + "-" + across + ".svg");
    String title = up + " against " + across + judge();
    RunDirectory.write(file, utf8(Chart.course(title, across, up, stops)));
    return file;
  }

  /// The network that was looked through, as in brackets behind the metrics' names.
  private String judge() {
    return scores.values().stream()
        .flatMap(s -> s.all().keySet().stream())
        .filter(name -> name.endsWith("]"))
        .map(name -> ", through " + name.substring(name.indexOf('[') + 1, name.length() - 1))
        .findFirst()
        .orElse("");
  }

  /// The sweep as a table for people.
  ///
  /// @return lines without a break at the end
  public String text() {
    Set<String> names =
        scores.values().stream()
            .flatMap(s -> s.all().keySet().stream())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    StringBuilder text = new StringBuilder("    %-8s".formatted("spread"));
    names.forEach(name -> text.append(" %10s".formatted(brief(name))));
    double best = suggested();
    scores.forEach((spread, row) -> {
      text.append("%n    %-8s".formatted(plain(spread)));
      for (String name : names) {
        Score score = row.all().getOrDefault(name, Score.absent(0, ""));
        text.append(" %10s".formatted(score.present() ? "%.3f".formatted(score.value()) : "–"));
      }
      text.append(spread == best ? "   suggested" : "");
    });
    return text.toString();
  }

  private static String brief(String name) {
    return Metric.plain(name).replace("quality-diversity", "both")
        + (name.endsWith("]") ? "*" : "");
  }

  /// The sweep as JSON.
  ///
  /// @return `suggested`, and all scores by spread
  public ObjectNode json() {
    ObjectNode json = Json.object().put("suggested", suggested());
    ObjectNode all = json.putObject("spreads");
    scores.forEach((spread, row) -> all.set(plain(spread), Json.scores(row)));
    return json;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
