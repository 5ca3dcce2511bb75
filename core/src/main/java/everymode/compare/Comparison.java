package everymode.compare;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.RunDirectory;
import everymode.run.RunView;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Families × data sets × seeds, trained in parallel with one thread each and evaluated with the
/// same settings.
///
/// Every run has its own directory, so an interrupted comparison resumes: finished runs are read,
/// the others resumed. Runs that were evaluated with other settings are evaluated again.
///
/// @param folder folder of the run directories
/// @param entries what to run; name, data and seed of each form the name of its directory
/// @param workers number of parallel runs
/// @param measure steps between evaluations during training; 0 for none
/// @param options what is measured, during training and at its end
public record Comparison(
    Path folder,
    List<Configuration> entries,
    int workers,
    long measure,
    Evaluation.EvaluationSettings options) {

  /// One run of a row of the table.
  ///
  /// @param name name of the row, such as `gmgan` or `gmgan prior.components=20`
  /// @param recipe what to run
  public record Configuration(String name, Recipe recipe) {}

  /// One finished run.
  ///
  /// @param entry what was run
  /// @param scores what was measured
  /// @param seconds training time without evaluation
  public record FinishedRun(Configuration entry, Scores scores, double seconds) {}

  /// Statistics of one score over seeds.
  ///
  /// @param mean arithmetic mean
  /// @param error standard error, the standard deviation over seeds divided by √seeds; `NaN` for
  ///   one seed
  /// @param median the median
  /// @param seeds number of runs that have the score
  public record SeedStatistics(double mean, double error, double median, int seeds) {

    /// Computes the statistics.
    ///
    /// @param values one per seed; values that are not finite are ignored
    public static SeedStatistics of(List<Double> values) {
      double[] v = values.stream().filter(Double::isFinite).mapToDouble(d -> d).sorted().toArray();
      int n = v.length;
      double mean = Arrays.stream(v).average().orElse(Double.NaN);
      double squares = Arrays.stream(v).map(d -> (d - mean) * (d - mean)).sum();
      double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
      double median = n == 0 ? Double.NaN : (v[(n - 1) / 2] + v[n / 2]) / 2;
      return new SeedStatistics(mean, error, median, n);
    }
  }

  /// Trains and evaluates all runs that are not complete yet.
  ///
  /// @param stop checked between the steps of each run
  /// @param progress receives one sentence when a run has finished or failed
  /// @return the finished runs, in the order of the entries
  public List<FinishedRun> run(BooleanSupplier stop, Consumer<String> progress) {
    List<FinishedRun> results = new ArrayList<>();
    AtomicBoolean invalid = new AtomicBoolean();
    BooleanSupplier over = () -> stop.getAsBoolean() || invalid.get();
    Map<String, Evaluation> evaluations = new ConcurrentHashMap<>(); // by hash of the data
    try (var pool = Executors.newFixedThreadPool(workers)) {
      List<Future<@Nullable FinishedRun>> futures = new ArrayList<>();
      for (Configuration entry : entries) {
        futures.add(
            pool.submit(() ->
                over.getAsBoolean() ? null : one(entry, evaluations, over, invalid, progress)));
      }
      for (Future<@Nullable FinishedRun> future : futures) {
        FinishedRun result = future.get();
        if (result != null) {
          results.add(result);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EverymodeException user
          ? user
          : new IllegalStateException(e.getCause());
    }
    return results;
  }

  private @Nullable FinishedRun one(
      Configuration entry,
      Map<String, Evaluation> evaluations,
      BooleanSupplier stop,
      AtomicBoolean invalid,
      Consumer<String> progress) {
    Backend.threads(1);
    Recipe recipe = entry.recipe;
    Path path = path(entry);
    try {
      if (Files.exists(path.resolve("metrics.json"))) {
        JsonNode metrics = Trained.json(recipe.made(path).metrics());
        return metrics.path("asked").asString("").equals(options.text())
            ? new FinishedRun(
                entry, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN))
            : measured(entry, Trained.open(path, Device.CPU), evaluations, progress);
      }
      Training.RunOptions training = new Training.RunOptions(Device.CPU, 1, 0, 1, measure, options);
      try (Training t =
          Files.exists(path.resolve("checkpoints").resolve("latest"))
              ? Training.resume(recipe.made(path).path(), training, _ -> {}, progress)
              : Training.begin(recipe, path, training, _ -> {})) {
        return t.train(stop) ? measured(entry, t.trained(), evaluations, progress) : null;
      }
    } catch (UsageException e) {
      invalid.set(true); // the settings are invalid for the other runs too: stop them
      throw e;
    } catch (EverymodeException e) {
      progress.accept(path.getFileName() + " failed: " + e.getMessage());
      return null;
    }
  }

  private FinishedRun measured(
      Configuration entry,
      Trained trained,
      Map<String, Evaluation> evaluations,
      Consumer<String> progress) {
    Evaluation evaluation =
        evaluations.computeIfAbsent(
            trained.data().hash(), _ -> new Evaluation(trained.data(), options));
    double seconds = trained.seconds();
    Scores scores = RunReport.measure(trained, seconds, evaluation);
    RunReport.report(trained, scores, seconds);
    progress.accept(path(entry).getFileName() + " · " + Math.round(seconds) + " s");
    return new FinishedRun(entry, scores, seconds);
  }

  private Path path(Configuration entry) {
    String name = entry.name + "-" + entry.recipe.data();
    String safe = name.replace("!", "not-").replaceAll("[^A-Za-z0-9._-]+", "-");
    return folder.resolve(safe + "-seed" + entry.recipe.seed());
  }

  /// The statistics of every score, by data set, row and score.
  ///
  /// @param results finished runs
  /// @return statistics in the order of the results; `seconds` is one of the scores
  public static Map<String, Map<String, Map<String, SeedStatistics>>> table(
      List<FinishedRun> results) {
    Map<String, Map<String, List<FinishedRun>>> groups = new LinkedHashMap<>();
    for (FinishedRun result : results) {
      groups
          .computeIfAbsent(result.entry.recipe.data(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(result.entry.name, _ -> new ArrayList<>())
          .add(result);
    }
    Map<String, Map<String, Map<String, SeedStatistics>>> table = new LinkedHashMap<>();
    groups.forEach((data, families) -> {
      Map<String, Map<String, SeedStatistics>> rows = new LinkedHashMap<>();
      families.forEach((family, runs) -> rows.put(family, row(runs)));
      table.put(data, rows);
    });
    return table;
  }

  private static Map<String, SeedStatistics> row(List<FinishedRun> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.scores.all().keySet()));
    Map<String, SeedStatistics> row = new LinkedHashMap<>();
    for (String name : names) {
      List<Double> values =
          runs.stream()
              .map(run -> run.scores.all().getOrDefault(name, Score.absent(0, "not measured")))
              .map(Score::value)
              .toList();
      row.put(name, SeedStatistics.of(values));
    }
    row.put("seconds", SeedStatistics.of(runs.stream().map(FinishedRun::seconds).toList()));
    return row;
  }

  /// Writes `compare.json` and `compare.md` into the folder.
  ///
  /// @param results finished runs
  /// @param text the table as Markdown
  /// @return content of `compare.json`
  public ObjectNode write(List<FinishedRun> results, String text) {
    ObjectNode node = Json.object().put("folder", folder.toString());
    ObjectNode sets = node.putObject("data");
    table(results)
        .forEach((data, rows) -> {
          ObjectNode families = sets.putObject(data);
          rows.forEach((family, row) -> row.forEach((n, s) -> put(families, family, n, s)));
        });
    RunDirectory.write(
        folder.resolve("compare.json"), Json.file(node).getBytes(StandardCharsets.UTF_8));
    RunDirectory.write(folder.resolve("compare.md"), text.getBytes(StandardCharsets.UTF_8));
    return node;
  }

  private static void put(ObjectNode families, String family, String name, SeedStatistics of) {
    ObjectNode at = family(families, family).putObject(name);
    at.put("mean", finite(of.mean)).put("error", finite(of.error));
    at.put("median", finite(of.median)).put("seeds", of.seeds);
  }

  private static ObjectNode family(ObjectNode families, String name) {
    return families.get(name) instanceof ObjectNode known ? known : families.putObject(name);
  }

  /// Scores over the steps of training, as means over seeds.
  ///
  /// @param results finished runs
  /// @return points of step and score by data set, metric and row; empty when nothing was measured
  ///   during training
  public Map<String, Map<String, Map<String, List<Point>>>> curves(List<FinishedRun> results) {
    Map<String, Map<String, Map<String, TreeMap<Double, List<Double>>>>> all =
        new LinkedHashMap<>();
    for (FinishedRun result : results) {
      new RunView(new RunDirectory(path(result.entry)))
          .scoresOverTraining()
          .forEach((metric, points) -> {
            TreeMap<Double, List<Double>> values =
                all.computeIfAbsent(result.entry.recipe.data(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(result.entry.name, _ -> new TreeMap<>());
            points.forEach(p ->
                values.computeIfAbsent((double) p.step(), _ -> new ArrayList<>()).add(p.value()));
          });
    }
    Map<String, Map<String, Map<String, List<Point>>>> means = new LinkedHashMap<>();
    all.forEach((data, metrics) ->
        metrics.forEach((metric, rows) ->
            rows.forEach((row, values) ->
                means
                    .computeIfAbsent(data, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
                    .put(row, mean(values)))));
    return means;
  }

  private static List<Point> mean(TreeMap<Double, List<Double>> values) {
    return values.entrySet().stream()
        .map(e -> new Point(e.getKey(), SeedStatistics.of(e.getValue()).mean()))
        .toList();
  }

  /// Writes a chart of each metric over steps, `DATA-METRIC.svg`.
  ///
  /// @param results finished runs
  /// @return the files
  public List<Path> draw(List<FinishedRun> results) {
    List<Path> files = new ArrayList<>();
    curves(results)
        .forEach((data, metrics) ->
            metrics.forEach((metric, rows) -> {
              String name = (data + "-" + metric).replaceAll("[^A-Za-z0-9._-]+", "-");
              Path file = folder.resolve(name + ".svg");
              String chart = Chart.lines(metric + " on " + data, "step", rows);
              RunDirectory.write(file, chart.getBytes(StandardCharsets.UTF_8));
              files.add(file);
            }));
    return files;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
