package everymode.metric;

import everymode.train.Model;
import java.util.List;
import java.util.Map;

/// A group of metrics that are measured together; what depends only on the data is prepared in the
/// constructor. Holds no native memory and may be shared between threads.
public interface MetricGroup {

  /// Measures generated rows.
  ///
  /// @param sample generated rows in random order, at least one
  /// @param values receives the values
  default void measure(EvaluatedRows sample, MetricValues values) {}

  /// Measures what depends on the model itself, such as the likelihood of held-out rows. Called
  /// once in an evaluation of a model, and never for samples alone.
  ///
  /// @param model with its current state
  /// @param settings what is evaluated and how
  /// @return score by metric name
  default Map<String, Score> measure(Model model, Evaluation.EvaluationSettings settings) {
    return Map.of();
  }

  /// What a reader of these scores must know, one sentence each.
  default List<String> notes() {
    return List.of();
  }

  /// The expected score of a perfect sampler.
  ///
  /// @param metric name as in the values
  /// @param n generated rows
  /// @return NaN if unknown
  default double ideal(String metric, int n) {
    return Double.NaN;
  }
}
