package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;

import everymode.metric.feature.ExtractedFeatures;
import everymode.neighbour.ClippedDensityCoverage;
import everymode.neighbour.PointSet;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who is close to whom: coverage and its kin, in the space of the rows or of a judge's features.
final class NeighbourMetrics implements MetricGroup {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  static final List<Metric> METRICS =
      List.of(
          of(
              "coverage",
              "The share of held-out samples that have a generated sample close by.",
              HIGHER,
              1),
          of(
              "density",
              "How deep generated samples lie among held-out ones; 1 is what real samples get.",
              LIKE_REAL,
              NO_END),
          of(
              "precision",
              "The share of generated samples that lie where held-out samples are.",
              HIGHER,
              1),
          of(
              "recall",
              "The share of held-out samples that lie where generated samples are.",
              HIGHER,
              1),
          of(
              "clipped-density",
              "Like density, cut so that outliers and crowds count for no more than one sample.",
              HIGHER,
              1),
          of(
              "clipped-coverage",
              "Coverage in depth, read as the share of samples that are as good as real ones.",
              HIGHER,
              1));

  private final Function<EvaluatedRows, PointSet> space;
  private final String behind;
  private final PointSet real;
  private final @Nullable PrecisionRecallDensityCoverage support;
  private final @Nullable ClippedDensityCoverage clipped;
  private final long[] label;
  private final int classes;

  /// Prepares a space.
  ///
  /// @param reference the real rows
  /// @param space where distances are measured
  /// @param behind what stands behind the names of metrics, such as `[classifier:mnist-cnn@ab12]`
  /// @param closed whether the edge of a ball belongs to it
  NeighbourMetrics(
      ReferenceSet reference,
      Function<EvaluatedRows, PointSet> space,
      String behind,
      boolean closed) {
    this.space = space;
    this.behind = behind;
    real = space.apply(reference.held());
    boolean enough = real.n() > PrecisionRecallDensityCoverage.WIDE;
    PrecisionRecallDensityCoverage open = enough ? new PrecisionRecallDensityCoverage(real) : null;
    support = open == null ? null : closed ? open.closed() : open;
    clipped = enough ? new ClippedDensityCoverage(real, PrecisionRecallDensityCoverage.WIDE) : null;
    label = reference.heldLabel();
    // A thousand stacked numbers have a row or ten each, too few to judge one by one.
    boolean few = label.length == 0 || reference.data().stacked();
    classes = few ? 0 : reference.data().classes().size();
  }

  private static Metric of(String name, String about, Metric.Direction better, double most) {
    return new Metric(name, about, better, 0, most, Metric.Requirement.NOTHING, true);
  }

  @Override
  public void measure(EvaluatedRows all, MetricValues reading) {
    PointSet fake = space.apply(all.first(real.n()));
    int n = fake.n();
    if (support == null || clipped == null) {
      METRICS.forEach(m -> reading.absent(m.name() + behind, n, few("held-out", real.n())));
      return;
    }
    PrecisionRecallDensityCoverage.Values result = support.of(fake);
    reading.put("coverage" + behind, result.coverage(), n);
    reading.put("density" + behind, result.density(), n);
    reading.put("precision" + behind, result.precision(), n);
    reading.put("recall" + behind, result.recall(), n);
    if (Double.isNaN(result.recall())) {
      reading.absent(
          "recall" + behind,
          n,
          "more than %d generated rows are needed, but there are %d"
              .formatted(PrecisionRecallDensityCoverage.NARROW, n));
    }
    if (n >= PrecisionRecallDensityCoverage.WIDE) {
      ClippedDensityCoverage.Values cut = clipped.of(fake);
      reading.put("clipped-density" + behind, cut.density(), n);
      reading.put("clipped-coverage" + behind, cut.coverage(), n);
    } else {
      reading.absent("clipped-density" + behind, n, few("generated", n));
      reading.absent("clipped-coverage" + behind, n, few("generated", n));
    }
    if (classes > 0) {
      reading
          .classes()
          .put("coverage" + behind, ReferenceSet.byClass(result.covered(), label, classes));
      if (result.reached().length > 0) {
        reading
            .classes()
            .put("recall" + behind, ReferenceSet.byClass(result.reached(), label, classes));
      }
      byGeneratedClass(all.first(real.n()), result, reading);
    }
  }

  /// Precision and density of the rows that a judge takes for each class.
  private void byGeneratedClass(
      EvaluatedRows fake, PrecisionRecallDensityCoverage.Values result, MetricValues reading) {
    ExtractedFeatures seen = fake.seen();
    if (seen == null || seen.probability() == null || seen.probability().dim() != classes) {
      return;
    }
    long[] judged = Arrays.stream(seen.label()).asLongStream().toArray();
    reading
        .classes()
        .put("precision" + behind, ReferenceSet.byClass(result.inside(), judged, classes));
  }

  private static String few(String what, int found) {
    return "more than %d %s rows are needed, but there are %d"
        .formatted(PrecisionRecallDensityCoverage.WIDE, what, found);
  }

  @Override
  public double ideal(String metric, int n) {
    return switch (Metric.plain(metric)) {
      case "coverage" -> PrecisionRecallDensityCoverage.expectedCoverage(real.n(), n);
      case "density", "clipped-density", "clipped-coverage" -> 1;
      default -> Double.NaN;
    };
  }
}
