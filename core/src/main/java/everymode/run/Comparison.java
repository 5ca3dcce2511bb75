package everymode.run;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Score;
import everymode.metric.Scores;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Families × data sets × seeds, trained side by side, one thread each, and measured alike.
///
/// Every run has its own directory, so a comparison that was interrupted goes on where it stopped:
/// finished runs are read, the others resumed.
///
/// @param folder where the runs lie
/// @param recipes what to run; the seed of each is part of its directory's name
/// @param workers runs at a time
public record Comparison(Path folder, List<Recipe> recipes, int workers) {

  /// One finished run.
  ///
  /// @param recipe what was run
  /// @param scores what was measured
  /// @param seconds the training alone
  public record Result(Recipe recipe, Scores scores, double seconds) {}

  /// Mean and standard error over seeds of one score.
  ///
  /// @param mean the mean
  /// @param error standard deviation over seeds divided by √seeds; `NaN` for one seed
  /// @param median the median
  /// @param seeds runs that have the score
  public record Spread(double mean, double error, double median, int seeds) {

    /// Summarises values.
    ///
    /// @param values one a seed; those that are not finite are left out
    /// @return the summary
    public static Spread of(List<Double> values) {
      double[] v = values.stream().filter(Double::isFinite).mapToDouble(d -> d).sorted().toArray();
      int n = v.length;
      double mean = Arrays.stream(v).average().orElse(Double.NaN);
      double squares = Arrays.stream(v).map(d -> (d - mean) * (d - mean)).sum();
      double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
      double median = n == 0 ? Double.NaN : (v[(n - 1) / 2] + v[n / 2]) / 2;
      return new Spread(mean, error, median, n);
    }
  }

  /// Trains and measures what is not there yet.
  ///
  /// @param stop asked after each step of each run
  /// @param said told when a run is done or failed, a sentence each
  /// @return the finished runs, in the order of the recipes
  public List<Result> run(BooleanSupplier stop, Consumer<String> said) {
    List<Result> results = new ArrayList<>();
    AtomicBoolean wrong = new AtomicBoolean();
    BooleanSupplier over = () -> stop.getAsBoolean() || wrong.get();
    Map<String, Evaluation> evaluations = new ConcurrentHashMap<>(); // by hash of the data
    try (var pool = Executors.newFixedThreadPool(workers)) {
      List<Future<@Nullable Result>> futures = new ArrayList<>();
      for (Recipe recipe : recipes) {
        futures.add(
            pool.submit(
                () -> over.getAsBoolean() ? null : one(recipe, evaluations, over, wrong, said)));
      }
      for (Future<@Nullable Result> future : futures) {
        Result result = future.get();
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

  private @Nullable Result one(
      Recipe recipe,
      Map<String, Evaluation> evaluations,
      BooleanSupplier stop,
      AtomicBoolean wrong,
      Consumer<String> said) {
    Backend.threads(1);
    Path path = folder.resolve(name(recipe));
    try {
      if (Files.exists(path.resolve("metrics.json"))) {
        return finished(recipe, path);
      }
      Training.Options options = new Training.Options(Device.CPU, 1, 0, 1);
      try (Training training =
          Files.exists(path.resolve("checkpoints").resolve("latest"))
              ? Training.resume(same(recipe, path), options, _ -> {}, said)
              : Training.begin(recipe, path, options, _ -> {})) {
        if (!training.train(stop)) {
          return null;
        }
        double seconds = training.seconds();
        Trained trained = training.trained();
        Evaluation evaluation =
            evaluations.computeIfAbsent(trained.data().hash(), _ -> new Evaluation(trained.data()));
        Scores scores = Account.measure(trained, seconds, evaluation);
        Account.report(trained, scores, seconds);
        said.accept(name(recipe) + " · " + Math.round(seconds) + " s");
        return new Result(recipe, scores, seconds);
      }
    } catch (UsageException e) {
      wrong.set(true); // wrong settings are wrong for the others too: stop them
      throw e;
    } catch (EverymodeException e) {
      said.accept(name(recipe) + " failed: " + e.getMessage());
      return null;
    }
  }

  private static Path same(Recipe recipe, Path path) {
    Recipe there = Recipe.read(path.resolve("recipe.yaml"));
    if (!there.yaml().equals(recipe.yaml())) {
      throw new UsageException(
          path + " holds a run with other settings; choose another --out or remove it");
    }
    return path;
  }

  private static Result finished(Recipe recipe, Path path) {
    var metrics = Trained.json(same(recipe, path).resolve("metrics.json"));
    return new Result(recipe, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN));
  }

  private static String name(Recipe recipe) {
    String data = recipe.data().replace("!", "not-").replaceAll("[^A-Za-z0-9._-]+", "-");
    return recipe.family() + "-" + data + "-seed" + recipe.seed();
  }

  /// The summary of every score, by data set, family and score.
  ///
  /// @param results finished runs
  /// @return summaries in the order of the results; `seconds` is among the scores
  public static Map<String, Map<String, Map<String, Spread>>> table(List<Result> results) {
    Map<String, Map<String, List<Result>>> groups = new LinkedHashMap<>();
    for (Result result : results) {
      groups
          .computeIfAbsent(result.recipe.data(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(result.recipe.family(), _ -> new ArrayList<>())
          .add(result);
    }
    Map<String, Map<String, Map<String, Spread>>> table = new LinkedHashMap<>();
    groups.forEach((data, families) -> {
      Map<String, Map<String, Spread>> rows = new LinkedHashMap<>();
      families.forEach((family, runs) -> rows.put(family, row(runs)));
      table.put(data, rows);
    });
    return table;
  }

  private static Map<String, Spread> row(List<Result> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.scores.all().keySet()));
    Map<String, Spread> row = new LinkedHashMap<>();
    for (String name : names) {
      List<Double> values =
          runs.stream()
              .map(run -> run.scores.all().getOrDefault(name, Score.absent(0, "not measured")))
              .map(Score::value)
              .toList();
      row.put(name, Spread.of(values));
    }
    row.put("seconds", Spread.of(runs.stream().map(Result::seconds).toList()));
    return row;
  }

  /// Writes `compare.json` and `compare.md` into the folder.
  ///
  /// @param results finished runs
  /// @param text the table for people
  /// @return the JSON object
  public ObjectNode write(List<Result> results, String text) {
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

  private static void put(ObjectNode families, String family, String name, Spread spread) {
    ObjectNode at = families.withObject("/" + family).putObject(name);
    at.put("mean", finite(spread.mean)).put("error", finite(spread.error));
    at.put("median", finite(spread.median)).put("seeds", spread.seeds);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
