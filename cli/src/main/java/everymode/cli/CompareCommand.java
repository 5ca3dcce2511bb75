package everymode.cli;

import everymode.compare.Comparison;
import everymode.compare.Comparison.Configuration;
import everymode.compare.Comparison.FinishedRun;
import everymode.compare.Comparison.SeedStatistics;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.Names;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.report.Chart.Point;
import everymode.run.Recipe;
import everymode.train.Families;
import everymode.train.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Formatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Compares families over data sets and seeds.
@Command(
    name = "compare",
    description = {
      "Trains families on data sets with several seeds, in parallel, and prints one table of mean"
          + " ± standard error over seeds. Run it again to continue after an interruption.",
      "",
      "  everymode compare --suite toy --seeds 2"
    })
final class CompareCommand implements Verb {

  private static final Map<String, List<String>> SUITES =
      Map.of("toy", List.of("ring", "grid", "circle"), "digits", List.of("digits"));

  private static final String AUTOMATIC =
      "--features auto needs one run or set of samples; train a classifier with 'classifier train'"
          + " and give its file";

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
    List<Configuration> entries = entries();
    Path folder = out != null ? out : Path.of("runs", "compare-" + (suite == null ? "own" : suite));
    EvaluationSettings options =
        evaluationOptions.options(console, null, AUTOMATIC).withLog(_ -> {});
    Comparison comparison = new Comparison(folder, entries, workers, evalEvery, options);
    AtomicInteger done = new AtomicInteger();
    List<FinishedRun> results;
    int all = entries.size();
    console.title(String.format(Locale.ROOT, "%d runs, %d at a time, in %s", all, workers, folder));
    Consumer<String> progress =
        text ->
            console.info(
                String.format(Locale.ROOT, "  %d of %d  %s", done.incrementAndGet(), all, text));
    try (InterruptHandler stop = new InterruptHandler()) {
      results = comparison.run(stop, progress);
      if (stop.getAsBoolean()) {
        return console.stopped();
      }
    }
    String text = text(Comparison.table(results)) + missed(results) + reached(comparison, results);
    console.result(text, comparison.write(results, text));
    return results.size() == all ? 0 : Main.FAILED;
  }

  private List<Configuration> entries() {
    Arguments.require(seeds >= 1 && workers >= 1, "--seeds and --workers must be at least 1");
    Set<String> sets = new LinkedHashSet<>(data);
    if (suite != null) {
      if (!SUITES.containsKey(suite)) {
        throw Names.unknown("suite", suite, SUITES.keySet());
      }
      sets.addAll(SUITES.get(suite));
    }
    Arguments.require(!sets.isEmpty(), "compare needs --suite toy or --data NAMES");
    List<Configuration> entries = new ArrayList<>();
    for (String set : sets) {
      List<String> names = families.isEmpty() ? generators(set) : named();
      for (String name : names) {
        for (String variant : variants(name, names)) {
          String row = variant.isEmpty() ? name : name + " " + variant;
          for (int seed = 1; seed <= seeds; seed++) {
            Recipe recipe = recipe(name, set, seed);
            entries.add(new Configuration(row, variant.isEmpty() ? recipe : recipe.set(variant)));
          }
        }
      }
    }
    return entries;
  }

  /// The families that can be compared on a data set.
  private static List<String> generators(String set) {
    Domain domain = Datasets.open(set).domain();
    return Families.all().stream()
        .filter(family -> family.generates() && !family.supervised() && family.accepts(domain))
        .<String>map(Family::name)
        .toList();
  }

  private List<String> named() {
    return families.stream().map(name -> Families.named(name).name()).toList();
  }

  /// The changes of a key to try on a family; one empty text for none.
  private List<String> variants(String family, List<String> names) {
    if (vary == null) {
      return List.of("");
    }
    String[] pair = vary.split("=", 2);
    Arguments.require(
        pair.length == 2 && !pair[0].isBlank() && !pair[1].isBlank(),
        "--vary needs KEY=VALUE,VALUE, but is '" + vary + "'");
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
    Recipe recipe = Recipe.of(family, set, seed).set(changes);
    return steps == null ? recipe : recipe.set("steps=" + steps);
  }

  /// What each row misses, such as `gan on payments misses refund (3 runs), fraud (1 run)`.
  private static String missed(List<FinishedRun> results) {
    Formatter text = new Formatter(Locale.ROOT);
    Comparison.missed(results)
        .forEach((data, rows) ->
            rows.forEach((row, names) -> {
              List<String> list =
                  names.entrySet().stream()
                      .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                      .map(e ->
                          e.getKey()
                              + (e.getValue() == 1 ? " (1 run)" : " (" + e.getValue() + " runs)"))
                      .toList();
              text.format("%n%s on %s misses %s%n", row, data, ScoreText.list(list));
            }));
    return text.toString();
  }

  /// The steps in which each row reaches the last score of the first row, by means over seeds.
  private static String reached(Comparison comparison, List<FinishedRun> results) {
    Formatter text = new Formatter(Locale.ROOT);
    comparison.draw(results).forEach(picture -> text.format("picture %s\n", picture));
    comparison
        .curves(results)
        .forEach((data, metrics) -> {
          Map<String, List<Point>> rows = metrics.get("true-nll");
          if (rows != null && rows.size() > 1) {
            var first = rows.entrySet().iterator().next();
            double goal = first.getValue().getLast().y();
            text.format(
                "%n%s: steps to the final true-nll of %s, %.3f%n", data, first.getKey(), goal);
            rows.forEach((row, points) -> {
              var there = points.stream().filter(p -> p.y() <= goal).findFirst();
              text.format(
                  "  %-30s %s%n",
                  row, there.map(p -> String.format(Locale.ROOT, "%,.0f", p.x())).orElse("–"));
            });
          }
        });
    return text.toString();
  }

  /// One Markdown table per data set.
  private static String text(Map<String, Map<String, Map<String, SeedStatistics>>> table) {
    Formatter text = new Formatter(Locale.ROOT);
    table.forEach((set, rows) -> {
      Set<String> columns = new LinkedHashSet<>();
      rows.values().forEach(row -> columns.addAll(row.keySet()));
      text.format("%s%n%n| family |", set);
      columns.forEach(c -> text.format(" %s |", c));
      text.format("\n|---|%s\n", "---|".repeat(columns.size()));
      rows.forEach((family, row) -> {
        text.format("| %s |", family);
        columns.forEach(c -> text.format(" %s |", cell(c, row)));
        text.format("\n");
      });
      text.format("\n");
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
