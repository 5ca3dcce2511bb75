package everymode.metric;

import java.util.Map;

/// What one set of generated rows scored.
///
/// @param values number by metric name, NaN where there is none
/// @param why reason by name of a metric without a number
/// @param rows generated rows behind the number, by metric name
/// @param coverage coverage by class, NaN for a class without held-out rows; empty without classes
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
record Reading(
    Map<String, Double> values,
    Map<String, String> why,
    Map<String, Integer> rows,
    double[] coverage) {

  double value(String metric) {
    return values.getOrDefault(metric, Double.NaN);
  }
}
