package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Requirement.NOTHING;
import static everymode.neighbour.PrecisionRecallDensityCoverage.NARROW;
import static everymode.neighbour.PrecisionRecallDensityCoverage.WIDE;

import everymode.metric.Metric.Kind;
import everymode.metric.feature.ExtractedFeatures;
import everymode.neighbour.ClippedDensityCoverage;
import everymode.neighbour.NeighbourScores;
import everymode.neighbour.NeighbourScores.Part;
import everymode.neighbour.PointSet;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Precision, recall, density and coverage, plain and clipped, in the space of the rows or of a
/// network's features.
final class NeighbourMetrics implements MetricGroup {

  private static final Kind SHARE = Kind.of(HIGHER, NOTHING).within(0, 1);
  private static final Kind DENSITY = Kind.of(LIKE_REAL, NOTHING);
  static final List<Metric> METRICS =
      List.of(
          SHARE.of(
              "coverage",
              "The share of held-out rows whose neighbourhood contains a generated sample."),
          DENSITY.of(
              "density",
              "The mean number of neighbourhoods of held-out rows that contain a generated sample,"
                  + " relative to that expected of real samples."),
          SHARE.of(
              "precision",
              "The share of generated samples that lie in the neighbourhood of a held-out row."),
          SHARE.of(
              "recall",
              "The share of held-out rows that lie in the neighbourhood of a generated sample."),
          SHARE.of(
              "clipped-density",
              "Density with clipped radii and counts, which limits the influence of outliers and of"
                  + " crowded regions."),
          SHARE.of(
              "clipped-coverage",
              "Coverage by several neighbours, calibrated to the share of samples that are as good"
                  + " as real ones."));

  /// The share of rows with a twin up to which the formula of a perfect sampler is used.
  private static final double FEW_TIES = 0.01;

  private final Function<EvaluatedRows, PointSet> space;
  private final String suffix;
  private final PointSet real;
  private final @Nullable NeighbourScores scores;
  private final int ties;
  private final List<String> notes;
  private final long[] label;
  private final int classes;
  private final boolean labelled;

  /// Prepares the held-out rows.
  ///
  /// @param space maps rows to the points between which distances are measured
  /// @param suffix appended to metric names, such as `[classifier:mnist-cnn@ab12]`
  /// @param closed whether balls include their boundary
  /// @param wanted which metrics are measured, by name without brackets
  NeighbourMetrics(
      ReferenceSet reference,
      Function<EvaluatedRows, PointSet> space,
      String suffix,
      boolean closed,
      Predicate<String> wanted) {
    this.space = space;
    this.suffix = suffix;
    real = space.apply(reference.held());
    NeighbourScores open = real.n() > WIDE ? new NeighbourScores(real, parts(wanted)) : null;
    boolean empty = open != null && open.empty() > 0;
    scores = open != null && (closed || empty) ? open.closed() : open;
    ties = open == null ? 0 : open.ties();
    notes = open == null || !empty ? List.of() : List.of(coinciding(open.empty(), real.n()));
    label = reference.heldLabel();
    labelled = reference.labelled();
    // The thousand classes of stacked digits have too few rows each for scores per class.
    boolean withoutClasses = label.length == 0 || reference.data().stacked();
    classes = withoutClasses ? 0 : reference.data().classes().size();
  }

  private static Set<Part> parts(Predicate<String> wanted) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    if (Stream.of("coverage", "density", "precision").anyMatch(wanted)) {
      parts.add(Part.PLAIN);
    }
    if (wanted.test("recall")) {
      parts.add(Part.RECALL);
    }
    if (Stream.of("clipped-density", "clipped-coverage").anyMatch(wanted)) {
      parts.add(Part.CLIPPED);
    }
    return parts;
  }

  @Override
  public void measure(EvaluatedRows all, MetricValues values) {
    EvaluatedRows rows = all.first(real.n());
    PointSet fake = space.apply(rows);
    int n = fake.n();
    if (scores == null) {
      METRICS.forEach(m -> values.absent(m.name() + suffix, n, tooFew(WIDE, "held-out", real.n())));
      return;
    }
    NeighbourScores.Values found = scores.of(fake);
    PrecisionRecallDensityCoverage.Values plain = found.plain();
    if (plain != null) {
      plain(plain, rows, values);
    }
    ClippedDensityCoverage.Values clipped = found.clipped();
    if (clipped != null) {
      values.put("clipped-density" + suffix, clipped.density(), n);
      values.put("clipped-coverage" + suffix, clipped.coverage(), n);
    } else if (n < WIDE) {
      values.absent("clipped-density" + suffix, n, tooFew(WIDE, "generated", n));
      values.absent("clipped-coverage" + suffix, n, tooFew(WIDE, "generated", n));
    }
  }

  private void plain(
      PrecisionRecallDensityCoverage.Values result, EvaluatedRows rows, MetricValues values) {
    int n = result.inside().length;
    values.put("coverage" + suffix, result.coverage(), n);
    values.put("density" + suffix, result.density(), n);
    values.put("precision" + suffix, result.precision(), n);
    values.put("recall" + suffix, result.recall(), n);
    if (Double.isNaN(result.recall())) {
      values.absent("recall" + suffix, n, tooFew(NARROW, "generated", n));
    }
    if (classes > 0) {
      Map<String, double[]> byClass = values.classes();
      byClass.put("coverage" + suffix, ReferenceSet.byClass(result.covered(), label, classes));
      if (result.reached().length > 0) {
        byClass.put("recall" + suffix, ReferenceSet.byClass(result.reached(), label, classes));
      }
      ExtractedFeatures extracted = rows.extracted();
      PointSet probability = extracted == null ? null : extracted.probability();
      boolean same = labelled && probability != null && probability.dim() == classes;
      if (extracted != null && same) {
        long[] predicted = Arrays.stream(extracted.label()).asLongStream().toArray();
        byClass.put(
            "precision" + suffix, ReferenceSet.byClass(result.inside(), predicted, classes));
      }
    }
  }

  private static String tooFew(int k, String kind, int found) {
    return String.format(
        Locale.ROOT, "more than %d %s rows are needed, but there are %d", k, kind, found);
  }

  private static String coinciding(int empty, int rows) {
    return String.format(
        Locale.ROOT,
        """
        Rows coincide: the balls of %,d of %,d reference rows would be empty, so balls include their \
        boundary, and the score of a perfect sampler is unknown.\
        """,
        empty,
        rows);
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public double ideal(String metric, int n) {
    if (ties > FEW_TIES * real.n()) {
      return Double.NaN; // the formulas need distances without ties
    }
    return switch (Metric.plain(metric)) {
      case "coverage" -> PrecisionRecallDensityCoverage.expectedCoverage(real.n(), n);
      case "density", "clipped-density", "clipped-coverage" -> 1;
      default -> Double.NaN;
    };
  }
}
