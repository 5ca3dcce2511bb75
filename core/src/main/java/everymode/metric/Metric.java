package everymode.metric;

import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.platform.Services;
import java.util.List;
import java.util.stream.Stream;

/// A metric of a generator. Listing metrics loads no native code.
///
/// A metric that is measured in a network's features has the network's identifier appended to its
/// name, as in `fid[classifier:mnist-cnn@ab12]`: scores from different networks must not be
/// compared.
///
/// @param name as in reports and on the command line, without brackets
/// @param summary one sentence
/// @param direction which scores are better
/// @param minimum the smallest possible value
/// @param maximum the greatest possible value on any data; infinite if unbounded
/// @param requires what the data or the evaluation must provide
/// @param byDefault whether it is measured when no metrics are named
public record Metric(
    String name,
    String summary,
    Direction direction,
    double minimum,
    double maximum,
    Requirement requires,
    boolean byDefault) {

  /// Which scores are better.
  public enum Direction {
    /// Higher is better.
    HIGHER,
    /// Lower is better.
    LOWER,
    /// Scores close to those of real data are better.
    LIKE_REAL
  }

  /// What a metric requires.
  public enum Requirement {
    /// Any data.
    NOTHING("any data"),
    /// A known mixture.
    MODES("data with known modes"),
    /// Images.
    IMAGES("images"),
    /// A feature extractor.
    FEATURES("a classifier or feature network"),
    /// A classifier.
    CLASSES("a classifier"),
    /// A classifier for the classes of labelled data.
    LABELS("labelled data and a classifier of their classes"),
    /// A model that knows its density.
    DENSITY("a model that knows its density"),
    /// Stacked images of digits.
    STACKED("stacked digits and a digit classifier"),
    /// Levels of tiles.
    LEVELS("levels of tiles"),
    /// Levels with a rule.
    RULE("levels of tiles with a rule of playable ones");

    private final String words;

    Requirement(String words) {
      this.words = words;
    }

    /// The requirement as text for error messages.
    ///
    /// @return such as `a classifier`
    public String words() {
      return words;
    }
  }

  /// What similar metrics have in common: all but name and summary.
  record Kind(
      Direction direction,
      double minimum,
      double maximum,
      Requirement requires,
      boolean byDefault) {

    /// Metrics from 0 to infinity that are measured by default.
    static Kind of(Direction direction, Requirement requires) {
      return new Kind(direction, 0, Double.POSITIVE_INFINITY, requires, true);
    }

    Kind within(double least, double most) {
      return new Kind(direction, least, most, requires, byDefault);
    }

    /// The same, which may also be negative.
    Kind signed() {
      return within(Double.NEGATIVE_INFINITY, maximum);
    }

    /// The same, measured only when named.
    Kind optional() {
      return new Kind(direction, minimum, maximum, requires, false);
    }

    Metric of(String name, String summary) {
      return new Metric(name, summary, direction, minimum, maximum, requires, byDefault);
    }
  }

  /// All metrics, in display order.
  public static List<Metric> all() {
    Stream<List<Metric>> added =
        Services.of(MetricProvider.class).stream().map(provider -> provider.get().metrics());
    Stream<List<Metric>> own =
        Stream.of(
            ModeMetrics.METRICS,
            NeighbourMetrics.METRICS,
            MemorisationMetrics.METRICS,
            FeatureMetrics.METRICS,
            ClassMetrics.METRICS,
            StackedDigitMetrics.METRICS,
            DistanceMetrics.METRICS,
            DensityMetrics.METRICS,
            LevelMetrics.METRICS);
    return Stream.concat(own, added).flatMap(List::stream).toList();
  }

  /// The metric with a given name.
  ///
  /// @param name such as `coverage` or `fid[classifier:mnist-cnn@ab12]`
  /// @throws EverymodeException when there is none; the message suggests the closest name
  public static Metric of(String name) {
    String plain = plain(name);
    List<Metric> all = all();
    return all.stream()
        .filter(m -> m.name.equals(plain))
        .findFirst()
        .orElseThrow(() -> Names.unknown("metric", plain, all.stream().map(Metric::name).toList()));
  }

  /// The name without the network in brackets.
  ///
  /// @param name such as `fid[classifier:mnist-cnn@ab12]`
  /// @return such as `fid`
  public static String plain(String name) {
    int bracket = name.indexOf('[');
    return bracket < 0 ? name : name.substring(0, bracket);
  }
}
