package everymode.run.report;

import everymode.data.Domain;
import everymode.data.Rows;
import everymode.level.Level;
import everymode.level.LevelScores;
import everymode.level.PlayabilityRule.Violation;
import everymode.random.RandomKey;
import everymode.report.Chart.Point;
import everymode.report.LevelSection;
import everymode.report.LevelSection.LevelSummary;
import everymode.report.Section;
import everymode.run.Trained;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Generated levels, for the report.
final class LevelPictures {

  /// The name under which a training set that grows is reported, by [#section] instead of with the
  /// losses.
  static final String GROWTH = "training levels";

  private static final int DRAWN = 1_000;
  private static final int SHOWN = 12;
  private static final RandomKey KEY = new RandomKey(0).fold("report").fold("levels");

  private LevelPictures() {}

  /// The section of a run; empty for a run without levels.
  ///
  /// @param growth number of training levels by step; empty where they do not grow
  static Stream<Section> section(Trained trained, List<Point> growth) {
    Optional<Domain.Grid> grid = trained.dataset().flatMap(data -> data.domain().grid());
    Optional<Sampler> sampler = trained.model().sampler();
    if (grid.isEmpty() || sampler.isEmpty()) {
      return Stream.empty();
    }
    return LevelSection.of(summary(grid.get(), trained.data().train(), sampler.get(), growth));
  }

  private static LevelSummary summary(
      Domain.Grid grid, Rows train, Sampler sampler, List<Point> growth) {
    List<Level> made;
    List<Level> known = List.of();
    try (var _ = new Scope()) {
      made = grid.levels(sampler.sample(DRAWN, KEY));
      if (train.available()) {
        known = grid.levels(grid.units(train.all()));
      }
    }
    Map<Boolean, List<Level>> playable =
        made.stream().distinct().collect(Collectors.partitioningBy(grid.rules()::playable));
    return new LevelSummary(
        grid.tiles(),
        grid.rules().known(),
        best(playable.getOrDefault(true, List.of()), known),
        broken(playable.getOrDefault(false, List.of()), grid),
        LevelScores.broken(made, grid.rules()),
        LevelScores.broken(known, grid.rules()),
        growth);
  }

  /// Levels that are most unlike their most similar training level.
  private static List<Level> best(List<Level> playable, List<Level> known) {
    Map<Level, Integer> distance = new LinkedHashMap<>();
    playable.forEach(level -> distance.put(level, nearest(level, known)));
    return distance.entrySet().stream()
        .sorted(Map.Entry.<Level, Integer>comparingByValue().reversed())
        .limit(SHOWN)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int nearest(Level level, List<Level> known) {
    return known.stream()
        .filter(level::sameSize)
        .mapToInt(level::hamming)
        .min()
        .orElse(level.tiles().length());
  }

  /// Levels that break few rules, first one for each rule.
  private static Map<Level, List<Violation>> broken(List<Level> levels, Domain.Grid grid) {
    Map<Level, List<Violation>> all = new LinkedHashMap<>();
    levels.forEach(level -> all.put(level, grid.rules().violations(level)));
    List<Map.Entry<Level, List<Violation>>> simplest =
        all.entrySet().stream()
            .sorted(Comparator.comparingInt(each -> each.getValue().size()))
            .toList();
    Set<String> seen = new HashSet<>();
    List<Map.Entry<Level, List<Violation>>> chosen = new ArrayList<>();
    for (var each : simplest) {
      if (each.getValue().stream().map(Violation::rule).anyMatch(rule -> !seen.contains(rule))) {
        each.getValue().forEach(violation -> seen.add(violation.rule()));
        chosen.add(each);
      }
    }
    simplest.stream().filter(each -> !chosen.contains(each)).limit(SHOWN).forEach(chosen::add);
    Map<Level, List<Violation>> shown = new LinkedHashMap<>();
    chosen.stream().limit(SHOWN).forEach(each -> shown.put(each.getKey(), each.getValue()));
    return shown;
  }
}
