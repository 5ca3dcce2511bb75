package everymode.report;

import everymode.error.EverymodeException;
import everymode.metric.Metric;
import org.jspecify.annotations.Nullable;

/// Explanation of a metric for readers who do not know it.
///
/// @param text one or two sentences
/// @param direction which values are better
record MetricExplanation(String text, String direction) {

  static @Nullable MetricExplanation of(String name) {
    try {
      Metric metric = Metric.of(name);
      return new MetricExplanation(
          metric.summary(),
          switch (metric.direction()) {
            case HIGHER -> "higher is better";
            case LOWER -> "lower is better";
            case LIKE_REAL -> "closest to real rows is best";
          });
    } catch (EverymodeException e) {
      return null; // a user-defined score
    }
  }
}
