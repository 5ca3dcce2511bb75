package everymode.metric;

import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;

/// All that was measured about one generator.
///
/// @param all score by metric name, in the order in which they are shown
/// @param classes for labelled data: score by metric name, by class label
/// @param shares for labelled data: the share of training rows, above 0 and at most 1, by class
///   label; beside the classes' coverage it is coverage as a function of frequency
public record Scores(
    Map<String, Score> all, Map<String, Map<String, Score>> classes, Map<String, Double> shares) {

  private static final double UNEQUAL = 1.5;

  /// Copies the maps and keeps their order.
  public Scores {
    all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
  }

  /// Whether some class has more than one and a half times as many training rows as another.
  ///
  /// @return false where shares are not known
  public boolean unequal() {
    DoubleSummaryStatistics all =
        shares.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getMax() > UNEQUAL * all.getMin();
  }

  /// Whether a class is covered: the low end of its coverage is at least half of what as many
  /// training rows score.
  ///
  /// @param label the class
  /// @return true when it is covered
  public boolean covers(String label) {
    Score coverage = classes.getOrDefault(label, Map.of()).get("coverage");
    return coverage != null && coverage.low() >= coverage.trainingReference() / 2;
  }

  /// How many classes are covered.
  ///
  /// @return a count between 0 and the number of classes
  public long covered() {
    return classes.keySet().stream().filter(this::covers).count();
  }
}
