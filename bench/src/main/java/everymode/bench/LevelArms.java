package everymode.bench;

import everymode.Everymode;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.TrainHeldOutSplit;
import everymode.data.catalog.Datasets;
import everymode.level.Level;
import everymode.level.LevelRules;
import everymode.level.LevelScores;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Scope;
import everymode.train.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/// How playable and how different the levels of several games are, each trained from several seeds
/// on one thread.
final class LevelArms {

  private static final int SAMPLES = 1_000;
  private static final List<String> GROWING = List.of("bootstrap.selection=kmeans");
  private static final List<String> FIXED = List.of("bootstrap.selection=none");

  /// The games by their names, as families with settings.
  private static final Map<String, List<String>> ARMS =
      Map.of(
          "gan", List.of("dcgan-levels", "relaxation=straight-through"),
          "sagan", List.of("sagan", "relaxation=straight-through"),
          "cesagan", List.of("cesagan", "relaxation=straight-through"),
          "counted", List.of("cesagan", "relaxation=counted"));

  private LevelArms() {}

  /// Prints a line for each training as it ends.
  ///
  /// @param arguments data set, number of its levels or 0 for all, steps, seeds as `1,2,3`, and
  ///   games, of which `+` behind the name asks for bootstrapping
  public static void main(String[] arguments) {
    Backend.threads(1);
    IO.println(
        "game      levels seed  playable (loose)  unique  novel  duplicates  hamming  near  exact"
            + "  grown  seconds");
    for (String seed : arguments[3].split(",", -1)) {
      for (int i = 4; i < arguments.length; i++) {
        int levels = Integer.parseInt(arguments[1]);
        print(
            arguments[i],
            some(Datasets.open(arguments[0]), levels),
            Long.parseLong(arguments[2]),
            Long.parseLong(seed));
      }
    }
  }

  /// The first levels of a set.
  private static Dataset some(Dataset all, int count) {
    if (count == 0) {
      return all;
    }
    long[] rows = LongStream.range(0, count).toArray();
    return TrainHeldOutSplit.none(all.train().pick(rows))
        .dataset(all.name(), all.domain(), List.of());
  }

  private static void print(String game, Dataset data, long steps, long seed) {
    boolean growing = game.endsWith("+");
    List<String> arm = ARMS.get(game.replace("+", ""));
    if (arm == null) {
      throw new IllegalArgumentException("no game called " + game + "; there are " + ARMS.keySet());
    }
    List<String> settings = new ArrayList<>(arm.subList(1, arm.size()));
    settings.addAll(growing ? GROWING : FIXED);
    var request = Everymode.train(arm.getFirst(), data).seed(seed).steps(steps);
    for (String setting : settings) {
      request = request.set(setting);
    }
    double[] grown = {data.train().size()};
    long start = System.nanoTime();
    Domain.Grid grid = data.domain().grid().orElseThrow();
    try (var trained =
            request
                .watch(event -> {
                  if (event instanceof Event.Step step) {
                    grown[0] = step.values().getOrDefault("training levels", grown[0]);
                  }
                })
                .run();
        var _ = new Scope()) {
      double seconds = (System.nanoTime() - start) / 1e9;
      List<Level> made =
          grid.levels(trained.sampler().sample(SAMPLES, new RandomKey(seed).fold("arms")));
      Set<Level> known = new HashSet<>(grid.levels(grid.units(data.train().all())));
      LevelScores scores = LevelScores.of(made, known, grid.rules());
      double loose = LevelScores.of(made, known, LevelRules.zelda(false)).playable();
      long exact =
          made.stream()
              .filter(level -> "A+g".chars().allMatch(tile -> level.count((char) tile) == 1))
              .count();
      IO.println(
          String.format(
              Locale.ROOT,
              "%-9s %6d %4d  %.3f (%.3f)  %.3f  %.3f  %.3f  %.1f  %.4f  %.3f  %.0f  %.0f",
              game,
              data.train().size(),
              seed,
              scores.playable(),
              loose,
              scores.uniquePlayable(),
              scores.novelPlayable(),
              scores.duplicates(),
              scores.hamming(),
              scores.nearDuplicates().getOrDefault(90, Double.NaN),
              exact / (double) SAMPLES,
              grown[0],
              seconds));
    }
  }
}
