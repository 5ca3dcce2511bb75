package everymode.metric;

import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.FEATURES;

import everymode.metric.Metric.Kind;
import everymode.metric.feature.FeatureMoments;
import everymode.metric.feature.FrechetDistance;
import everymode.metric.feature.KernelDistance;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Distances between the feature distributions of samples and of held-out rows.
final class FeatureMetrics implements MetricGroup {

  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("kid");
  private static final Kind DISTANCE = Kind.of(LOWER, FEATURES);
  private static final Kind UNBIASED = DISTANCE.signed();
  static final List<Metric> METRICS =
      List.of(
          DISTANCE.of(
              "fid",
              "The Fréchet distance between Gaussians fitted to the features of samples and of"
                  + " held-out rows."),
          UNBIASED.of(
              "kid",
              "The unbiased kernel distance (squared MMD) between the features of samples and of"
                  + " held-out rows."));

  private final Function<EvaluatedRows, PointSet> space;
  private final String suffix;
  private final PointSet real;
  private final @Nullable FeatureMoments moments; // null for few rows, which are then the factor

  /// Prepares the held-out rows.
  ///
  /// @param space maps rows to the points that are compared
  /// @param suffix appended to metric names, such as `[classifier:mnist-cnn@ab12]`
  /// @param statistics replaces the moments of the held-out rows, or null
  FeatureMetrics(
      ReferenceSet reference,
      Function<EvaluatedRows, PointSet> space,
      String suffix,
      @Nullable FeatureMoments statistics) {
    this.space = space;
    this.suffix = suffix;
    real = space.apply(reference.held());
    moments = statistics != null || real.n() <= real.dim() ? statistics : FeatureMoments.of(real);
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    PointSet fake = space.apply(sample);
    int n = fake.n();
    if (n < 2 || real.n() < 2) {
      METRICS.forEach(m -> values.absent(m.name() + suffix, n, "at least 2 rows are needed"));
      return;
    }
    double fid =
        moments == null
            ? FrechetDistance.distance(fake, real)
            : FrechetDistance.distance(fake, moments);
    values.put("fid" + suffix, fid, n);
    values.put("kid" + suffix, KernelDistance.of(real, fake, KEY).mean(), n);
  }

  @Override
  public double ideal(String metric, int n) {
    return metric.equals("kid" + suffix) ? 0 : Double.NaN;
  }
}
