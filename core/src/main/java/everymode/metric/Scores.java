package everymode.metric;

import everymode.coverage.ClassVerdict;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All scores of one generator.
///
/// @param all score by metric name, in display order
/// @param classes for labelled data: score by metric name, by class label
/// @param shares for labelled data: the share of training rows, above 0 and at most 1, by class
///   label; together with the coverage of classes it shows coverage as a function of frequency
/// @param verdicts what is covered, missed and not judged
/// @param notes what a reader of these scores must know, one sentence each
public record Scores(
    Map<String, Score> all,
    Map<String, Map<String, Score>> classes,
    Map<String, Double> shares,
    Verdicts verdicts,
    List<String> notes) {

  private static final double MAX_RATIO = 1.5;

  /// Copies the maps and preserves their order.
  public Scores {
    all = Collections.unmodifiableMap(new LinkedHashMap<>(all));
    classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    notes = List.copyOf(notes);
  }

  /// Scores without verdicts and notes.
  public Scores(
      Map<String, Score> all, Map<String, Map<String, Score>> classes, Map<String, Double> shares) {
    this(all, classes, shares, Verdicts.NONE, List.of());
  }

  /// Whether the largest class has more than one and a half times as many training rows as the
  /// smallest.
  ///
  /// @return false if the shares are unknown
  public boolean unequal() {
    DoubleSummaryStatistics all =
        shares.values().stream().mapToDouble(Double::doubleValue).summaryStatistics();
    return all.getMax() > MAX_RATIO * all.getMin();
  }

  /// Whether a class is covered; false for one that is missed or could not be judged.
  ///
  /// @param label the class
  public boolean covers(String label) {
    ClassVerdict verdict = verdicts.byName().get(label);
    return verdict != null && verdict.covered();
  }

  /// The number of covered classes or modes.
  public long covered() {
    return verdicts.covered();
  }

  /// Coverage by class, in the features of the network where there is one.
  ///
  /// @return absent without a value
  public Score coverage(String label) {
    return classes
        .getOrDefault(label, Map.of())
        .getOrDefault("coverage" + suffix(), Score.absent(0, "coverage was not measured"));
  }

  /// A score in the features of the network where there is one, else between the rows themselves.
  ///
  /// @param metric without brackets
  /// @return absent without a value
  public Score headline(String metric) {
    Score learned = all.get(metric + suffix());
    return learned != null ? learned : all.getOrDefault(metric, Score.absent(0, ""));
  }

  /// The network in brackets that is appended to the names of the headline's metrics.
  private String suffix() {
    return Stream.concat(
            all.keySet().stream(), classes.values().stream().flatMap(own -> own.keySet().stream()))
        .filter(name -> Metric.plain(name).equals("coverage") && name.endsWith("]"))
        .map(name -> name.substring(name.indexOf('[')))
        .findFirst()
        .orElse("");
  }
}
