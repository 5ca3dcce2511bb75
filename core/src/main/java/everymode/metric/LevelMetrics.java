package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.LEVELS;
import static everymode.metric.Metric.Requirement.RULE;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.level.Level;
import everymode.level.LevelScores;
import everymode.metric.Metric.Kind;
import everymode.random.RandomKey;
import everymode.sample.CountSampler;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Model;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/// How many levels can be played, how many are new, and whether they have the numbers of tiles that
/// were asked for.
///
/// *Source:* the measures of Takata et al., 2023, and Rodriguez Torrado et al., 2020.
final class LevelMetrics implements MetricGroup {

  private static final int ASKED = 1_000; // levels whose numbers of tiles are compared
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("counts");
  private static final Kind SHARE = Kind.of(HIGHER, RULE).within(0, 1);
  static final List<Metric> METRICS =
      List.of(
          SHARE.of("playable", "The share of levels that keep the rule."),
          SHARE.of(
              "unique-playable", "Different levels that keep the rule, as a share of all levels."),
          SHARE.of(
              "novel-playable",
              "Different levels that keep the rule and are none of the training levels, as a share"
                  + " of all levels."),
          Kind.of(LIKE_REAL, LEVELS)
              .of("hamming", "The mean number of tiles in which two levels differ."),
          new Kind(LIKE_REAL, 0, 1, LEVELS, true)
              .of(
                  "near-duplicates",
                  "The share of pairs that agree in at least 90 % of their tiles."),
          Kind.of(LOWER, LEVELS)
              .of(
                  "count-error",
                  "The mean difference of the number of a tile from the one that was asked for."),
          new Kind(HIGHER, 0, 1, LEVELS, true)
              .of(
                  "exact-counts",
                  "The share of levels with the right number of each tile of which all training"
                      + " levels have the same number."));

  private static final int NEAR = 90; // per cent

  private final Domain.Grid grid;
  private final Set<Level> known;
  private final Map<Character, Integer> fixed = new LinkedHashMap<>(); // numbers of tiles

  LevelMetrics(Dataset data, Domain.Grid grid) {
    this.grid = grid;
    try (var _ = new Scope()) {
      known = new HashSet<>(grid.levels(grid.units(data.train().all())));
    }
    grid.tiles()
        .letters()
        .chars()
        .mapToObj(c -> (char) c)
        .forEach(tile -> {
          List<Integer> counts = known.stream().map(level -> level.count(tile)).distinct().toList();
          if (counts.size() == 1 && counts.getFirst() > 0) {
            fixed.put(tile, counts.getFirst());
          }
        });
  }

  /// Generated levels per draw.
  static int wanted() {
    return ASKED;
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    List<Level> levels = levels(sample);
    LevelScores scores = LevelScores.of(levels, known, grid.rules());
    int n = sample.n();
    if (!fixed.isEmpty()) {
      long exact =
          levels.stream()
              .filter(level ->
                  fixed.entrySet().stream()
                      .allMatch(each -> level.count(each.getKey()) == each.getValue()))
              .count();
      values.put("exact-counts", exact / (double) n, n);
    }
    if (grid.rules().known()) {
      values.put("playable", scores.playable(), n);
      values.put("unique-playable", scores.uniquePlayable(), n);
      values.put("novel-playable", scores.novelPlayable(), n);
    }
    values.put("hamming", scores.hamming(), n);
    values.put("near-duplicates", scores.nearDuplicates().getOrDefault(NEAR, Double.NaN), n);
  }

  private List<Level> levels(EvaluatedRows sample) {
    try (var _ = new Scope()) {
      Tensor units =
          Ops.of(
              sample.units().values(),
              sample.n(),
              grid.tiles().size(),
              grid.height(),
              grid.width());
      return grid.levels(units);
    }
  }

  @Override
  public Map<String, Score> measure(Model model, Evaluation.EvaluationSettings settings) {
    Sampler sampler = model.sampler().orElse(null);
    if (!(sampler instanceof CountSampler counting) || !counting.conditional()) {
      return Map.of();
    }
    try (var _ = new Scope()) {
      Tensor made = counting.sample(ASKED, KEY).sum(2, 3); // [n, tiles]
      Tensor asked = Ops.toFloat(counting.countsOf(ASKED, KEY));
      double[] off = Ops.doubles(made.sub(asked).abs().mean(1)); // [n]
      return Map.of("count-error", Score.ofMean(off));
    }
  }
}
