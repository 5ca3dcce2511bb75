package everymode.metric;

import everymode.error.EverymodeException;
import everymode.error.Names;
import java.util.List;

/// What can be measured about a generator. Listing metrics loads no native code.
///
/// @param name as in reports and on the command line
/// @param about one plain sentence
/// @param higher whether more is better
/// @param least the smallest value there can be
/// @param most the greatest value there can be on any data; infinite when there is none
/// @param modes whether it exists only for sets whose modes are known
public record Metric(
    String name, String about, boolean higher, double least, double most, boolean modes) {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final List<Metric> ALL =
      List.of(
          new Metric(
              "modes",
              "How many modes are hit by at least one good sample.",
              true,
              0,
              NO_END,
              true),
          new Metric(
              "fair-modes",
              "How many modes get at least a fifth of the samples that they should.",
              true,
              0,
              NO_END,
              true),
          new Metric(
              "high-quality",
              "The share of samples within three standard deviations of their mode.",
              true,
              0,
              1,
              true),
          new Metric(
              "kl",
              "How far the shares of the modes among good samples are from the true ones, in nats.",
              false,
              0,
              NO_END,
              true),
          new Metric(
              "nll",
              "How unlikely the samples are under the true law, in nats a sample.",
              false,
              -NO_END,
              NO_END,
              true),
          new Metric(
              "w1",
              "How far the samples must be moved on average to look like fresh true ones.",
              false,
              0,
              NO_END,
              true),
          new Metric(
              "coverage",
              "The share of held-out samples that have a generated sample close by.",
              true,
              0,
              1,
              false),
          new Metric(
              "density",
              "How deep generated samples lie among held-out ones; 1 is what real samples get.",
              true,
              0,
              NO_END,
              false),
          new Metric(
              "precision",
              "The share of generated samples that lie where held-out samples are.",
              true,
              0,
              1,
              false),
          new Metric(
              "recall",
              "The share of held-out samples that lie where generated samples are.",
              true,
              0,
              1,
              false));

  /// All metrics.
  ///
  /// @return in the order in which they are shown
  public static List<Metric> all() {
    return ALL;
  }

  /// The metric of a name.
  ///
  /// @param name such as `coverage`
  /// @return the metric
  /// @throws EverymodeException when there is none, with the closest name
  public static Metric of(String name) {
    return ALL.stream()
        .filter(m -> m.name.equals(name))
        .findFirst()
        .orElseThrow(() -> Names.unknown("metric", name, ALL.stream().map(Metric::name).toList()));
  }
}
