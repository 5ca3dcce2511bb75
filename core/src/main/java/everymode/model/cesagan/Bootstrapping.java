package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.level.Level;
import everymode.mixture.KMeans;
import everymode.mixture.Profiles;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Adds playable levels that the generator made to the training levels.
///
/// *Source:* Rodriguez Torrado et al., 2020, for the idea; Takata et al., 2023, for the clusters.
///
/// @param sampler draws levels
record Bootstrapping(Bootstrap config, TrainingLevels levels, Domain.Grid grid, Sampler sampler) {

  private static final int CLUSTERS = 4;
  private static final int COMPONENTS = 2;

  /// One round, unless it is too early or there are enough levels.
  ///
  /// @param step from 0
  void round(long step, RandomKey key) {
    long room = (long) (config.growth() * levels.original()) - levels.size();
    if (step + 1 <= config.delay() || room <= 0) {
      return;
    }
    List<Level> made;
    try (var _ = new Scope()) {
      made = grid.levels(sampler.sample(config.samples(), key.fold("levels")));
    }
    List<Level> playable = made.stream().distinct().filter(grid.rules()::playable).toList();
    List<Level> added = new ArrayList<>();
    List<Level> all = levels.all();
    for (Level level : selected(fresh(playable, all), key.fold("clusters"))) {
      if (added.size() < Math.min(config.most(), room) && different(level, added)) {
        added.add(level);
      }
    }
    levels.add(added);
  }

  private List<Level> fresh(List<Level> made, List<Level> known) {
    return made.stream().filter(level -> different(level, known)).toList();
  }

  /// Whether a level differs enough from others.
  private boolean different(Level level, List<Level> others) {
    double most = config.similarity() * level.tiles().length();
    return others.stream()
        .filter(level::sameSize)
        .allMatch(other -> level.tiles().length() - level.hamming(other) < most);
  }

  private List<Level> selected(List<Level> made, RandomKey key) {
    return switch (config.selection()) {
      case NONE -> List.of();
      case ALL -> made;
      case KMEANS -> representatives(made, grid, key);
    };
  }

  /// The levels next to the centres of clusters. There are as many clusters as lower the distance
  /// from the centres most, compared with one less, but at most four.
  static List<Level> representatives(List<Level> made, Domain.Grid grid, RandomKey key) {
    if (made.size() < 2) {
      return made;
    }
    byte[] tiles = grid.bytes(made);
    double[] numbers = IntStream.range(0, tiles.length).mapToDouble(i -> tiles[i] & 0xff).toArray();
    Profiles rows = new Profiles(numbers, made.size(), grid.cells()).principal(COMPONENTS);
    int[] best = {};
    double largest = -1;
    double before = Double.NaN;
    for (int k = 1; k <= Math.min(made.size() - 1, CLUSTERS); k++) {
      int[] labels = KMeans.drawn(rows, k, key.fold(k));
      double error = Arrays.stream(distances(rows, labels)).sum();
      double drop = k == 1 ? 0 : before - error;
      if (drop > largest) {
        largest = drop;
        best = labels;
      }
      before = error;
    }
    double[] distance = distances(rows, best);
    int[] labels = best;
    return Arrays.stream(labels)
        .distinct()
        .sorted()
        .mapToObj(c ->
            made.get(
                IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == c)
                    .reduce((a, b) -> distance[b] < distance[a] ? b : a)
                    .orElseThrow()))
        .toList();
  }

  /// The squared distance of each row from the mean of its cluster.
  private static double[] distances(Profiles rows, int[] labels) {
    int clusters = Arrays.stream(labels).max().orElseThrow() + 1;
    double[][] mean = new double[clusters][rows.r()];
    double[] size = new double[clusters];
    for (int i = 0; i < rows.n(); i++) {
      size[labels[i]]++;
      for (int c = 0; c < rows.r(); c++) {
        mean[labels[i]][c] += rows.at(i, c);
      }
    }
    double[] distance = new double[rows.n()];
    for (int i = 0; i < rows.n(); i++) {
      for (int c = 0; c < rows.r(); c++) {
        double difference = rows.at(i, c) - mean[labels[i]][c] / size[labels[i]];
        distance[i] += difference * difference;
      }
    }
    return distance;
  }
}
