package everymode.metric;

import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;

/// All scores of one generator.
///
/// @param all score by metric name, in display order
/// @param classes for labelled data: score by metric name, by class label
/// @param shares for labelled data: the share of training rows, above 0 and at most 1, by class
///   label; together with the coverage of classes it shows coverage as a function of frequency
public record Scores(
    Map<String, Score> all, Map<String, Map<String, Score>> classes, Map<String, Double> shares) {

  private static final double MAX_RATIO = 1.5;

  /// Copies the maps and preserves their order.
  public Scores {
    all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
  }

  /// Whether the largest class has more than one and a half times as many training rows as the
  /// smallest.
  ///
  /// @return false if the shares are unknown
  public boolean unequal() {
    DoubleSummaryStatistics all =
        shares.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getMax() > MAX_RATIO * all.getMin();
  }

  /// Whether a class is covered: the lower end of its coverage is at least half the coverage of as
  /// many training rows.
  ///
  /// @param label the class
  public boolean covers(String label) {
    Score coverage = classes.getOrDefault(label, Map.of()).get("coverage");
    return coverage != null && coverage.low() >= coverage.trainingReference() / 2;
  }

  /// The number of covered classes.
  public long covered() {
    return classes.keySet().stream().filter(this::covers).count();
  }
}
