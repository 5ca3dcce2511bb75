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

/// Families × data sets × seeds, trained side by side, one thread each, and measured alike.
///
/// Every run has its own directory, so a comparison that was interrupted goes on where it stopped:
/// finished runs are read, the others resumed. Runs that were measured in another way are measured
/// again.
///
/// @param folder where the runs lie
/// @param entries what to run; name, data and seed of each make its directory's name
/// @param workers runs at a time
/// @param measure steps from one measurement in training to the next; 0 for none
/// @param options what is measured, in training and at its end
public record Comparison(
    Path folder,
    List<Configuration> entries,
    int workers,
    long measure,
    Evaluation.EvaluationSettings options) {

  /// One run of a row of the table.
  ///
  /// @param name of the row, such as `gmgan` or `gmgan prior.components=20`
  /// @param recipe what to run
  public record Configuration(String name, Recipe recipe) {}

  /// One finished run.
  ///
  /// @param entry what was run
  /// @param scores what was measured
  /// @param seconds the training alone
  public record FinishedRun(Configuration entry, Scores scores, double seconds) {}

  /// Mean and standard error over seeds of one score.
  ///
  /// @param mean the mean
  /// @param error standard deviation over seeds divided by √seeds; `NaN` for one seed
  /// @param median the median
  /// @param seeds runs that have the score
  public record SeedStatistics(double mean, double error, double median, int seeds) {

    /// Summarises values.
    ///
    /// @param values one a seed; those that are not finite are left out
    /// @return the summary
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

  /// Trains and measures what is not there yet.
  ///
  /// @param stop asked after each step of each run
  /// @param said told when a run is done or failed, a sentence each
  /// @return the finished runs, in the order of the entries
  public List<FinishedRun> run(BooleanSupplier stop, Consumer<String> said) {
    List<FinishedRun> results = new ArrayList<>();
    AtomicBoolean wrong = new AtomicBoolean();
    BooleanSupplier over = () -> stop.getAsBoolean() || wrong.get();
    Map<String, Evaluation> evaluations = new ConcurrentHashMap<>(); // by hash of the data
    try (var pool = Executors.newFixedThreadPool(workers)) {
      List<Future<@Nullable FinishedRun>> futures = new ArrayList<>();
      for (Configuration entry : entries) {
        futures.add(
            pool.submit(
                () -> over.getAsBoolean() ? null : one(entry, evaluations, over, wrong, said)));
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
      AtomicBoolean wrong,
      Consumer<String> said) {
    Backend.threads(1);
    Recipe recipe = entry.recipe;
    Path path = path(entry);
    try {
      if (Files.exists(path.resolve("metrics.json"))) {
        JsonNode metrics = Trained.json(recipe.made(path).metrics());
        return metrics.path("asked").asString("").equals(options.text())
            ? new FinishedRun(
                entry, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN))
            : measured(entry, Trained.open(path, Device.CPU), evaluations, said);
      }
      Training.RunOptions training = new Training.RunOptions(Device.CPU, 1, 0, 1, measure, options);
      try (Training t =
          Files.exists(path.resolve("checkpoints").resolve("latest"))
              ? Training.resume(recipe.made(path).path(), training, _ -> {}, said)
              : Training.begin(recipe, path, training, _ -> {})) {
        return t.train(stop) ? measured(entry, t.trained(), evaluations, said) : null;
      }
    } catch (UsageException e) {
      wrong.set(true); // wrong settings are wrong for the others too: stop them
      throw e;
    } catch (EverymodeException e) {
      said.accept(path.getFileName() + " failed: " + e.getMessage());
      return null;
    }
  }

  private FinishedRun measured(
      Configuration entry,
      Trained trained,
      Map<String, Evaluation> evaluations,
      Consumer<String> said) {
    Evaluation evaluation =
        evaluations.computeIfAbsent(
            trained.data().hash(), _ -> new Evaluation(trained.data(), options));
    double seconds = trained.seconds();
    Scores scores = RunReport.measure(trained, seconds, evaluation);
    RunReport.report(trained, scores, seconds);
    said.accept(path(entry).getFileName() + " · " + Math.round(seconds) + " s");
    return new FinishedRun(entry, scores, seconds);
  }

  private Path path(Configuration entry) {
    String name = entry.name + "-" + entry.recipe.data();
    String tame = name.replace("!", "not-").replaceAll("[^A-Za-z0-9._-]+", "-");
    return folder.resolve(tame + "-seed" + entry.recipe.seed());
  }

  /// The summary of every score, by data set, row and score.
  ///
  /// @param results finished runs
  /// @return summaries in the order of the results; `seconds` is among the scores
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
  /// @param text the table for people
  /// @return the JSON object
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

  private static void put(ObjectNode families, String family, String name, SeedStatistics spread) {
    ObjectNode at = family(families, family).putObject(name);
    at.put("mean", finite(spread.mean)).put("error", finite(spread.error));
    at.put("median", finite(spread.median)).put("seeds", spread.seeds);
  }

  private static ObjectNode family(ObjectNode families, String name) {
    return families.get(name) instanceof ObjectNode known ? known : families.putObject(name);
  }

  /// Scores over the steps of training, as means over seeds.
  ///
  /// @param results finished runs
  /// @return points of step and score by data set, metric and row; empty when nothing was measured
  ///   in training
  public Map<String, Map<String, Map<String, List<Point>>>> curves(List<FinishedRun> results) {
    Map<String, Map<String, Map<String, TreeMap<Double, List<Double>>>>> all =
        new LinkedHashMap<>();
    for (FinishedRun result : results) {
      RunReport.curves(new RunDirectory(path(result.entry)))
          .forEach((metric, points) -> {
            TreeMap<Double, List<Double>> values =
                all.computeIfAbsent(result.entry.recipe.data(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(result.entry.name, _ -> new TreeMap<>());
            points.forEach(p -> values.computeIfAbsent(p.x(), _ -> new ArrayList<>()).add(p.y()));
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

  /// Writes a picture of each metric over steps, `DATA-METRIC.svg`.
  ///
  /// @param results finished runs
  /// @return the pictures
  public List<Path> draw(List<FinishedRun> results) {
    List<Path> pictures = new ArrayList<>();
    curves(results)
        .forEach((data, metrics) ->
            metrics.forEach((metric, rows) -> {
              String name = (data + "-" + metric).replaceAll("[^A-Za-z0-9._-]+", "-");
              Path file = folder.resolve(name + ".svg");
              String picture = Chart.lines(metric + " on " + data, "step", rows);
              RunDirectory.write(file, picture.getBytes(StandardCharsets.UTF_8));
              pictures.add(file);
            }));
    return pictures;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
