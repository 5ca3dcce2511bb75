package everymode.metric;

import everymode.error.EverymodeException;
import everymode.error.Names;
import java.util.List;
import java.util.stream.Stream;

/// What can be measured about a generator. Listing metrics loads no native code.
///
/// A metric that looks at samples through a network has the network's name behind its own, as in
/// `fid[classifier:mnist-cnn@ab12]`: figures of different networks must not be compared.
///
/// @param name as in reports and on the command line, without brackets
/// @param summary one plain sentence
/// @param direction which way is better
/// @param minimum the smallest value there can be
/// @param maximum the greatest value there can be on any data; infinite when there is none
/// @param requires what it cannot do without
/// @param byDefault whether it is measured unless others are asked for
public record Metric(
    String name,
    String summary,
    Direction direction,
    double minimum,
    double maximum,
    Requirement requires,
    boolean byDefault) {

  /// Which way is better.
  public enum Direction {
    /// More is better.
    HIGHER,
    /// Less is better.
    LOWER,
    /// What real data score is best.
    LIKE_REAL
  }

  /// What a metric cannot do without.
  public enum Requirement {
    /// Any data will do.
    NOTHING("any data"),
    /// A known mixture.
    MODES("data whose modes are known"),
    /// Images.
    IMAGES("images"),
    /// A network that gives features.
    FEATURES("a judge or feature network"),
    /// A classifier.
    CLASSES("a judge"),
    /// A classifier whose classes are those of labelled data.
    LABELS("labelled data and a judge of their classes"),
    /// Images put together from images of ten digits.
    STACKED("stacked digits and a judge of digits");

    private final String words;

    Requirement(String words) {
      this.words = words;
    }

    /// For people.
    ///
    /// @return such as `a judge`
    public String words() {
      return words;
    }
  }

  /// All metrics.
  ///
  /// @return in the order in which they are shown
  public static List<Metric> all() {
    return Stream.of(
            ModeMetrics.METRICS,
            NeighbourMetrics.METRICS,
            MemorisationMetrics.METRICS,
            FeatureMetrics.METRICS,
            ClassMetrics.METRICS,
            StackedDigitMetrics.METRICS,
            DistanceMetrics.METRICS)
        .flatMap(List::stream)
        .toList();
  }

  /// The metric of a name.
  ///
  /// @param name such as `coverage` or `fid[classifier:mnist-cnn@ab12]`
  /// @return the metric
  /// @throws EverymodeException when there is none, with the closest name
  public static Metric of(String name) {
    String plain = plain(name);
    List<Metric> all = all();
    return all.stream()
        .filter(m -> m.name.equals(plain))
        .findFirst()
        .orElseThrow(() -> Names.unknown("metric", plain, all.stream().map(Metric::name).toList()));
  }

  /// A name without the network behind it.
  ///
  /// @param name such as `fid[classifier:mnist-cnn@ab12]`
  /// @return such as `fid`
  public static String plain(String name) {
    int bracket = name.indexOf('[');
    return bracket < 0 ? name : name.substring(0, bracket);
  }
}
