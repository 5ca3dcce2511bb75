package everymode.metric;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The scores of one set of generated rows.
///
/// @param values value by metric name, NaN if missing
/// @param reasons reason by name of a metric without a value
/// @param rows number of generated rows used, by metric name
/// @param classes values per class by metric name, NaN for a class without rows
public record MetricValues(
    Map<String, Double> values,
    Map<String, String> reasons,
    Map<String, Integer> rows,
    Map<String, double[]> classes) {

  public MetricValues() {
    this(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new LinkedHashMap<>());
  }

  public double value(String metric) {
    return values.getOrDefault(metric, Double.NaN);
  }

  public double value(String metric, int label) {
    double[] of = classes.get(metric);
    return of == null ? Double.NaN : of[label];
  }

  /// Records a value.
  ///
  /// @param rows number of generated rows used
  public void put(String metric, double value, int rows) {
    values.put(metric, value);
    this.rows.put(metric, rows);
  }

  /// Records that a metric has no value.
  ///
  /// @param reason one sentence
  public void absent(String metric, int rows, String reason) {
    put(metric, Double.NaN, rows);
    reasons.put(metric, reason);
  }
}
