package everymode.compare;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
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
import everymode.train.PartExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
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

  /// Trains and evaluates all runs that are not complete yet. An interruption of the calling thread
  /// is a request to stop; its interrupt flag stays set.
  ///
  /// @param stop checked between the steps of each run
  /// @param progress receives one sentence when a run has finished or failed
  /// @return the finished runs, in the order of the entries
  public List<FinishedRun> run(BooleanSupplier stop, Consumer<String> progress) {
    List<FinishedRun> results = new ArrayList<>();
    AtomicBoolean invalid = new AtomicBoolean();
    AtomicBoolean interrupted = new AtomicBoolean();
    BooleanSupplier over = () -> stop.getAsBoolean() || invalid.get() || interrupted.get();
    Map<String, Evaluation> evaluations = new ConcurrentHashMap<>(); // by hash of the data
    try (var pool = Executors.newFixedThreadPool(workers)) {
      List<Future<@Nullable FinishedRun>> futures = new ArrayList<>();
      for (Configuration entry : entries) {
        futures.add(
            pool.submit(() ->
                over.getAsBoolean() ? null : one(entry, evaluations, over, invalid, progress)));
      }
      for (Future<@Nullable FinishedRun> future : futures) {
        FinishedRun result = result(future, interrupted);
        if (result != null) {
          results.add(result);
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof EverymodeException user
          ? user
          : new IllegalStateException(e.getCause());
    }
    if (interrupted.get()) {
      Thread.currentThread().interrupt();
    }
    return results;
  }

  /// Waits for a run. An interruption stops all runs after their current step; the flag is set
  /// again when they have saved.
  private static @Nullable FinishedRun result(
      Future<@Nullable FinishedRun> run, AtomicBoolean interrupted) throws ExecutionException {
    while (true) {
      try {
        return run.get();
      } catch (InterruptedException e) {
        interrupted.set(true);
      }
    }
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
        JsonNode metrics = Json.read(recipe.made(path).metrics());
        return metrics.path("asked").asString("").equals(options.text())
            ? new FinishedRun(
                entry, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN))
            : measured(entry, Trained.open(path, Device.CPU), evaluations, progress);
      }
      Training.RunSettings training =
          new Training.RunSettings(Device.CPU, 1, 0, 1, measure, options, PartExecutor.THREADS);
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
    // Of data opened for it alone: those of a run are freed with the run.
    Evaluation evaluation =
        evaluations.computeIfAbsent(
            trained.data().hash(),
            _ -> new Evaluation(Datasets.open(trained.recipe().data()), options));
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
    return results.stream()
        .collect(
            groupingBy(
                result -> result.entry.recipe.data(),
                LinkedHashMap::new,
                groupingBy(
                    result -> result.entry.name,
                    LinkedHashMap::new,
                    collectingAndThen(toList(), Comparison::row))));
  }

  private static Map<String, SeedStatistics> row(List<FinishedRun> runs) {
    Map<String, SeedStatistics> row = new LinkedHashMap<>();
    runs.stream()
        .map(run -> run.scores.verdicts())
        .filter(verdicts -> !verdicts.isEmpty() && verdicts.kind() != Verdicts.Kind.MODES)
        .map(verdicts -> verdicts.kind().words())
        .findFirst() // modes have metrics of their own
        .ifPresent(words -> {
          for (Outcome outcome : List.of(Outcome.COVERED, Outcome.MISSED)) {
            row.put(
                words + "-" + outcome.words(),
                statistics(runs, run -> (double) run.scores.verdicts().names(outcome).size()));
          }
        });
    Score absent = Score.absent(0, "not measured");
    for (FinishedRun first : runs) {
      for (String name : first.scores.all().keySet()) {
        row.computeIfAbsent(
            name,
            _ -> statistics(runs, run -> run.scores.all().getOrDefault(name, absent).value()));
      }
    }
    row.put("seconds", statistics(runs, FinishedRun::seconds));
    return row;
  }

  /// What runs miss, by data set and row: how many runs, by the name of the class, mode or cluster.
  ///
  /// @param results finished runs
  public static Map<String, Map<String, Map<String, Long>>> missed(List<FinishedRun> results) {
    Map<String, Map<String, Map<String, Long>>> missed = new LinkedHashMap<>();
    for (FinishedRun result : results) {
      for (String name : result.scores.verdicts().names(Outcome.MISSED)) {
        missed
            .computeIfAbsent(result.entry.recipe.data(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(result.entry.name, _ -> new LinkedHashMap<>())
            .merge(name, 1L, Long::sum);
      }
    }
    return missed;
  }

  private static SeedStatistics statistics(
      List<FinishedRun> runs, Function<FinishedRun, Double> value) {
    return SeedStatistics.of(runs.stream().map(value).toList());
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
          rows.forEach((family, row) -> {
            ObjectNode scores = families.putObject(family);
            row.forEach((name, of) -> put(scores.putObject(name), of));
          });
        });
    ObjectNode missed = node.putObject("missed");
    missed(results)
        .forEach((data, rows) ->
            rows.forEach((row, names) -> {
              ObjectNode of = missed.withObjectProperty(data).withObjectProperty(row);
              names.forEach(of::put);
            }));
    RunDirectory.write(folder.resolve("compare.json"), Json.file(node));
    RunDirectory.write(folder.resolve("compare.md"), text);
    return node;
  }

  private static void put(ObjectNode at, SeedStatistics of) {
    at.put("mean", Json.finite(of.mean)).put("error", Json.finite(of.error));
    at.put("median", Json.finite(of.median)).put("seeds", of.seeds);
  }

  /// Scores over the steps of training, as means over seeds.
  ///
  /// @param results finished runs
  /// @return points of step and score by data set, metric and row; empty when nothing was measured
  ///   during training
  public Map<String, Map<String, Map<String, List<Point>>>> curves(List<FinishedRun> results) {
    return results.stream()
        .flatMap(this::measured)
        .collect(
            groupingBy(
                m -> m.run.entry.recipe.data(),
                LinkedHashMap::new,
                groupingBy(
                    MeasuredPoint::metric,
                    LinkedHashMap::new,
                    groupingBy(
                        m -> m.run.entry.name,
                        LinkedHashMap::new,
                        collectingAndThen(toList(), Comparison::means)))));
  }

  private record MeasuredPoint(FinishedRun run, String metric, RunView.Point point) {}

  private Stream<MeasuredPoint> measured(FinishedRun run) {
    return new RunView(new RunDirectory(path(run.entry)))
        .scoresOverTraining().entrySet().stream()
            .flatMap(e -> e.getValue().stream().map(p -> new MeasuredPoint(run, e.getKey(), p)));
  }

  private static List<Point> means(List<MeasuredPoint> points) {
    Map<Long, List<Double>> values =
        points.stream()
            .map(MeasuredPoint::point)
            .collect(
                groupingBy(
                    RunView.Point::step, TreeMap::new, mapping(RunView.Point::value, toList())));
    return values.entrySet().stream()
        .map(e -> new Point(e.getKey(), SeedStatistics.of(e.getValue()).mean()))
        .toList();
  }

  /// Writes a chart of each metric over steps, `DATA-METRIC.svg`.
  ///
  /// @param results finished runs
  /// @return the files, one per data set and metric
  public List<Path> draw(List<FinishedRun> results) {
    List<Path> files = new ArrayList<>();
    curves(results)
        .forEach((data, metrics) ->
            metrics.forEach((metric, rows) -> {
              String name = (data + "-" + metric).replaceAll("[^A-Za-z0-9._-]+", "-");
              Path file = folder.resolve(name + ".svg");
              RunDirectory.write(file, Chart.lines(metric + " on " + data, "step", rows));
              files.add(file);
            }));
    return files;
  }
}
