package everymode.metric;

/// Measures one group of metrics; what only depends on the data is prepared when it is made. Holds
/// no native memory; threads may share it.
interface MetricGroup {

  /// Reads the metrics of generated rows.
  ///
  /// @param sample generated rows in random order, at least one
  /// @param reading where to write them down
  void measure(EvaluatedRows sample, MetricValues reading);

  /// What a perfect sampler is expected to score.
  ///
  /// @param metric as in the reading
  /// @param n generated rows
  /// @return NaN when that is not known
  default double ideal(String metric, int n) {
    return Double.NaN;
  }
}
