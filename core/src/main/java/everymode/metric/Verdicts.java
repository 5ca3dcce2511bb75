package everymode.metric;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Which classes, modes or clusters of the data a generator covers, which it misses, and which
/// could not be judged.
///
/// @param kind what the names stand for
/// @param space what distances were measured between, such as `pixels` or `classifier:digits@ab12`
/// @param samples number of all samples that were counted; 0 if unknown
/// @param byName verdict by name, in the order of the data; empty if nothing was judged
public record Verdicts(Kind kind, String space, long samples, Map<String, ClassVerdict> byName) {

  private static final Set<String> PLAIN = Set.of("pixels", "points", "columns");
  private static final String MORE_SAMPLES = "measure more samples (--samples N)";

  /// No verdicts.
  public static final Verdicts NONE = new Verdicts(Kind.CLASSES, "", 0, Map.of());

  /// What is judged.
  public enum Kind {
    /// Classes of labelled data.
    CLASSES("class"),
    /// Modes of a known distribution.
    MODES("mode"),
    /// Clusters of unlabelled data.
    CLUSTERS("cluster");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /// The noun.
    public String word() {
      return word;
    }

    /// The plural noun.
    public String words() {
      return name().toLowerCase(Locale.ROOT);
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

  /// Whether distances were measured in the features of a network.
  public boolean learned() {
    return !space.isEmpty() && !PLAIN.contains(space);
  }

  /// The space as part of a sentence.
  ///
  /// @return such as `between pixels` or `in the features of classifier:digits@ab12`
  public String where() {
    if (learned()) {
      return "in the features of " + space;
    }
    return "between " + (space.equals("columns") || space.isEmpty() ? "rows" : space);
  }

  /// What may decide where a reason prevented it, as an imperative.
  public String remedy(Reason reason) {
    return switch (reason) {
      case NO_ROWS -> "add rows";
      case MIXED ->
          switch (kind) {
            case MODES -> "nothing, because these modes overlap";
            case CLASSES, CLUSTERS -> (learned() ? "" : network() + ", or ") + "add rows";
          };
      case TOO_FEW -> MORE_SAMPLES + ", add rows" + (learned() ? "" : ", or " + network());
      case BETWEEN -> MORE_SAMPLES;
      case ALIKE -> "look at its samples, and train longer or with another configuration";
    };
  }

  private String network() {
    return kind == Kind.CLASSES
        ? "measure in a classifier's features (--features auto)"
        : "measure in a network's features (--features FILE)";
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
