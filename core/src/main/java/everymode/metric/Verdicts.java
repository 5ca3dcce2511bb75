package everymode.metric;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which classes, modes or clusters of the data a generator covers, which it misses, and which
/// could not be judged.
///
/// @param kind what the names stand for
/// @param space what distances were measured between, such as `pixels` or `classifier:digits@ab12`
/// @param byName verdict by name, in the order of the data; empty if nothing was judged
public record Verdicts(Kind kind, String space, Map<String, ClassVerdict> byName) {

  /// No verdicts.
  public static final Verdicts NONE = new Verdicts(Kind.CLASSES, "", Map.of());

  /// What is judged.
  public enum Kind {
    /// Classes of labelled data.
    CLASSES,
    /// Modes of a known distribution.
    MODES,
    /// Clusters of unlabelled data.
    CLUSTERS;

    /// The plural noun.
    public String words() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /// Copies the map and preserves its order.
  public Verdicts {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /// The names with an outcome, in the order of the data.
  public List<String> names(Outcome outcome) {
    return byName.entrySet().stream()
        .filter(entry -> entry.getValue().outcome() == outcome)
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The number of covered classes.
  public long covered() {
    return names(Outcome.COVERED).size();
  }

  /// Whether nothing was judged.
  public boolean isEmpty() {
    return byName.isEmpty();
  }
}
