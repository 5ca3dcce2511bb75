package everymode.metric;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one set of generated rows scored.
///
/// @param values number by metric name, NaN where there is none
/// @param reasons reason by name of a metric without a number
/// @param rows generated rows behind the number, by metric name
/// @param classes number of each class by metric name, NaN for a class without rows
record MetricValues(
    Map<String, Double> values,
    Map<String, String> reasons,
    Map<String, Integer> rows,
    Map<String, double[]> classes) {

  MetricValues() {
    this(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new LinkedHashMap<>());
  }

  double value(String metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  double value(String metric, int label) {
    double[] of = classes.get(metric);
    return of == null ? Double.NaN : of[label];
  }

  /// Writes down a number.
  ///
  /// @param rows generated rows behind it
  void put(String metric, double value, int rows) {
    values.put(metric, value);
    this.rows.put(metric, rows);
  }

  /// Writes down that there is no number.
  ///
  /// @param reason one sentence
  void absent(String metric, int rows, String reason) {
    put(metric, Double.NaN, rows);
    reasons.put(metric, reason);
  }
}
