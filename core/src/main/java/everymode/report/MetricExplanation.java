package everymode.report;

import everymode.error.EverymodeException;
import everymode.metric.Metric;
import org.jspecify.annotations.Nullable;

/// What a metric says, for a reader who never met it.
///
/// @param text one or two sentences
/// @param direction which way is better
record MetricExplanation(String text, String direction) {

  static @Nullable MetricExplanation of(String name) {
    try {
      Metric metric = Metric.of(name);
      return new MetricExplanation(
          metric.summary(),
          switch (metric.direction()) {
            case HIGHER -> "higher is better";
            case LOWER -> "lower is better";
            case LIKE_REAL -> "like real rows is best";
          });
    } catch (EverymodeException e) {
      return null; // a score of somebody's own
    }
  }
}
