package everymode.cli;

import everymode.compare.Comparison;
import everymode.compare.Comparison.SeedStatistics;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.report.Chart;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.train.Families;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Compares families over data sets and seeds.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Trains families on data sets with several seeds, in parallel, and prints one table of mean"
          + " ± standard error over seeds. Run it again to continue after an interruption.",
      "",
      "  everymode compare --suite toy --seeds 5"
    })
final class CompareCommand implements Callable<Integer> {

  private static final Map<String, List<String>> SUITES =
      Map.of("toy", List.of("ring", "grid", "circle"), "digits", List.of("digits"));

  @Option(names = "--suite", description = "A group of data sets: toy or digits.")
  private @Nullable String suite;

  /// Commas inside brackets and before another option belong to a data set.
  @Option(
      names = "--data",
      split = ",(?![^\\[]*\\])(?![^,:=\\[]*=)",
      splitSynopsisLabel = ",",
      description = "Data sets, separated by commas.")
  private List<String> data = List.of();

  @Option(
      names = "--families",
      split = ",",
      description = "Families, separated by commas (default: all that need no classes).")
  private List<String> families = List.of();

  @Option(names = "--seeds", defaultValue = "5", description = "Seeds 1 to N (default: 5).")
  private int seeds = 5;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Change one value in all runs.")
  private List<String> changes = List.of();

  @Option(names = "--steps", description = "Short for --set steps=N.")
  private @Nullable Long steps;

  @Option(
      names = "--vary",
      paramLabel = "[FAMILY:]KEY=V,V,…",
      description = "Try several values of one key, in one family or in all; one table row each.")
  private @Nullable String vary;

  @Option(
      names = "--eval-every",
      paramLabel = "STEPS",
      description = "Also measure every STEPS steps, and plot the scores over steps.")
  private long evalEvery;

  @Option(
      names = "--workers",
      description = "Runs in parallel, one thread each (default: one per core).")
  private int workers = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the runs (default: runs/compare-SUITE).")
  private @Nullable Path out;

  @Mixin private EvaluationOptions evaluationOptions = new EvaluationOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    List<Comparison.Configuration> entries = entries();
    Path folder = out != null ? out : Path.of("runs", "compare-" + (suite == null ? "own" : suite));
    Evaluation.EvaluationSettings options = evaluationOptions.options(console).withLog(_ -> {});
    Comparison comparison = new Comparison(folder, entries, workers, evalEvery, options);
    AtomicInteger done = new AtomicInteger();
    List<Comparison.FinishedRun> results;
    console.info(
        "everymode %s · %d runs, %d at a time, in %s"
            .formatted(Main.version(), entries.size(), workers, folder));
    try (InterruptHandler stop = new InterruptHandler()) {
      results =
          comparison.run(
              stop,
              text ->
                  console.info(
                      "  %d of %d  %s".formatted(done.incrementAndGet(), entries.size(), text)));
      if (stop.getAsBoolean()) {
        console.info("  stopped and saved; run the same command again to continue");
        return Main.STOPPED;
      }
    }
    String text = text(Comparison.table(results)) + reached(comparison, results);
    console.result(text, Json.line(comparison.write(results, text)));
    return results.size() == entries.size() ? 0 : Main.FAILED;
  }

  private List<Comparison.Configuration> entries() {
    if (seeds < 1 || workers < 1) {
      throw new UsageException("--seeds and --workers must be at least 1");
    }
    Set<String> sets = new LinkedHashSet<>(data);
    if (suite != null) {
      if (!SUITES.containsKey(suite)) {
        throw Names.unknown("suite", suite, SUITES.keySet());
      }
      sets.addAll(SUITES.get(suite));
    }
    if (sets.isEmpty()) {
      throw new UsageException("compare needs --suite toy or --data NAMES");
    }
    List<String> names =
        families.isEmpty()
            ? Families.all().stream()
                .filter(family -> !family.supervised())
                .<String>map(everymode.train.Family::name)
                .toList()
            : families.stream().map(name -> Families.named(name).name()).toList();
    List<Comparison.Configuration> entries = new ArrayList<>();
    for (String set : sets) {
      for (String name : names) {
        for (String variant : variants(name, names)) {
          String row = variant.isEmpty() ? name : name + " " + variant;
          for (int seed = 1; seed <= seeds; seed++) {
            Recipe recipe = recipe(name, set, seed);
            entries.add(
                new Comparison.Configuration(
                    row, variant.isEmpty() ? recipe : recipe.set(variant)));
          }
        }
      }
    }
    return entries;
  }

  /// The changes of a key to try on a family; one empty text for none.
  private List<String> variants(String family, List<String> names) {
    if (vary == null) {
      return List.of("");
    }
    String[] pair = vary.split("=", 2);
    if (pair.length < 2 || pair[0].isBlank() || pair[1].isBlank()) {
      throw new UsageException("--vary needs KEY=VALUE,VALUE, but is '" + vary + "'");
    }
    int colon = pair[0].indexOf(':');
    String only = colon < 0 ? family : pair[0].substring(0, colon).strip();
    if (!names.contains(only)) {
      throw Names.unknown("family of --vary", only, names);
    }
    String key = pair[0].substring(colon + 1).strip();
    return only.equals(family)
        ? Arrays.stream(pair[1].split(",(?![^\\[{]*[\\]}])"))
            .map(value -> key + "=" + value.strip())
            .toList()
        : List.of("");
  }

  private Recipe recipe(String family, String set, long seed) {
    Recipe recipe = Recipe.of(family, set, seed);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    return steps == null ? recipe : recipe.set("steps=" + steps);
  }

  /// The steps in which each row reaches the last score of the first row, by means over seeds.
  private static String reached(Comparison comparison, List<Comparison.FinishedRun> results) {
    StringBuilder text = new StringBuilder();
    comparison
        .draw(results)
        .forEach(picture -> text.append("picture ").append(picture).append("\n"));
    comparison
        .curves(results)
        .forEach((data, metrics) -> {
          Map<String, List<Chart.Point>> rows = metrics.get("true-nll");
          if (rows != null && rows.size() > 1) {
            var baseline = rows.entrySet().iterator().next();
            String first = baseline.getKey();
            double goal = baseline.getValue().getLast().y();
            text.append(
                "%n%s: steps to the final true-nll of %s, %.3f%n".formatted(data, first, goal));
            rows.forEach((row, points) ->
                text.append(
                    "  %-30s %s%n"
                        .formatted(
                            row,
                            points.stream()
                                .filter(p -> p.y() <= goal)
                                .findFirst()
                                .map(p -> "%,.0f".formatted(p.x()))
                                .orElse("–"))));
          }
        });
    return text.toString();
  }

  /// One Markdown table per data set.
  private static String text(Map<String, Map<String, Map<String, SeedStatistics>>> table) {
    StringBuilder text = new StringBuilder();
    table.forEach((set, rows) -> {
      Set<String> columns = new LinkedHashSet<>();
      rows.values().forEach(row -> columns.addAll(row.keySet()));
      text.append("%s%n%n| family |".formatted(set));
      columns.forEach(c -> text.append(" ").append(c).append(" |"));
      text.append("\n|---|").append("---|".repeat(columns.size())).append("\n");
      rows.forEach((family, row) -> {
        text.append("| ").append(family).append(" |");
        columns.forEach(c -> text.append(" ").append(cell(c, row)).append(" |"));
        text.append("\n");
      });
      text.append("\n");
    });
    return text.toString().stripTrailing() + "\n";
  }

  private static String cell(String column, Map<String, SeedStatistics> row) {
    SeedStatistics statistics = row.get(column);
    if (statistics == null || statistics.seeds() == 0) {
      return "–";
    }
    String mean = ScoreText.number(statistics.mean());
    String error =
        Double.isFinite(statistics.error()) ? " ± " + ScoreText.number(statistics.error()) : "";
    String median =
        column.endsWith("modes") ? " (median " + ScoreText.number(statistics.median()) + ")" : "";
    return mean + error + median;
  }
}
