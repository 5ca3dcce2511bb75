package everymode.metric;

import static everymode.metric.Metric.Direction.LOWER;

import everymode.metric.feature.FeatureMoments;
import everymode.metric.feature.FrechetDistance;
import everymode.metric.feature.KernelDistance;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Distances between the law of features of samples and that of held-out rows.
final class FeatureMetrics implements MetricGroup {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric").fold("kid");
  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "fid",
              "The Fréchet distance between Gaussians fitted to the features of samples and of"
                  + " held-out rows.",
              LOWER,
              0,
              NO_END,
              Metric.Requirement.FEATURES,
              true),
          new Metric(
              "kid",
              "The kernel distance between features of samples and of held-out rows, without bias.",
              LOWER,
              -NO_END,
              NO_END,
              Metric.Requirement.FEATURES,
              true));

  private final Function<EvaluatedRows, PointSet> space;
  private final String behind;
  private final PointSet real;
  private final @Nullable FeatureMoments moments; // null for few rows, which are their own factor

  /// Prepares a space.
  ///
  /// @param statistics in place of the moments of the held-out rows, or null
  FeatureMetrics(
      ReferenceSet reference,
      Function<EvaluatedRows, PointSet> space,
      String behind,
      @Nullable FeatureMoments statistics) {
    this.space = space;
    this.behind = behind;
    real = space.apply(reference.held());
    moments = statistics != null || real.n() <= real.dim() ? statistics : FeatureMoments.of(real);
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues reading) {
    PointSet fake = space.apply(sample);
    int n = fake.n();
    if (n < 2 || real.n() < 2) {
      METRICS.forEach(m -> reading.absent(m.name() + behind, n, "at least 2 rows are needed"));
      return;
    }
    double fid =
        moments == null
            ? FrechetDistance.distance(fake, real)
            : FrechetDistance.distance(fake, moments);
    reading.put("fid" + behind, fid, n);
    reading.put("kid" + behind, KernelDistance.of(real, fake, CHANCE).mean(), n);
  }

  @Override
  public double ideal(String metric, int n) {
    return metric.equals("kid" + behind) ? 0 : Double.NaN;
  }
}
