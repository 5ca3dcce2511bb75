package everymode.metric;

import everymode.data.Dataset;
import java.util.List;

/// Adds metrics. Implementations that stand in `META-INF/services/everymode.metric.MetricProvider`
/// are listed, measured and reported like the built-in ones.
public interface MetricProvider {

  /// The metrics. Listing them must not load native code.
  List<Metric> metrics();

  /// Prepares the metrics for one data set; called only if one of them is selected.
  ///
  /// @param data with held-out rows
  /// @param settings what is evaluated and how
  MetricGroup prepare(Dataset data, Evaluation.EvaluationSettings settings);
}
