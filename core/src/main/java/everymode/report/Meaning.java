package everymode.report;

import everymode.error.EverymodeException;
import everymode.metric.Metric;
import org.jspecify.annotations.Nullable;

/// What a metric says, for a reader who never met it.
///
/// @param text one or two sentences
/// @param direction which way is better
record Meaning(String text, String direction) {

  static @Nullable Meaning of(String name) {
    try {
      Metric metric = Metric.of(name);
      return new Meaning(
          metric.about(),
          switch (metric.better()) {
            case HIGHER -> "higher is better";
            case LOWER -> "lower is better";
            case LIKE_REAL -> "like real rows is best";
          });
    } catch (EverymodeException e) {
      return null; // a score of somebody's own
    }
  }
}
