package everymode.metric;

import static everymode.metric.Metric.Better.LOWER;

import everymode.chance.Chance;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Distances between the law of features of samples and that of held-out rows.
final class FeatureGauge implements Gauge {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final Chance CHANCE = new Chance(0).at("metric").at("kid");
  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "fid",
              "The Fréchet distance between Gaussians fitted to the features of samples and of"
                  + " held-out rows.",
              LOWER,
              0,
              NO_END,
              Metric.Need.FEATURES,
              true),
          new Metric(
              "kid",
              "The kernel distance between features of samples and of held-out rows, without bias.",
              LOWER,
              -NO_END,
              NO_END,
              Metric.Need.FEATURES,
              true));

  private final Function<Sample, Cloud> space;
  private final String behind;
  private final Cloud real;
  private final @Nullable Moments moments; // null for few rows, which are their own factor

  /// Prepares a space.
  ///
  /// @param statistics in place of the moments of the held-out rows, or null
  FeatureGauge(
      Truth truth, Function<Sample, Cloud> space, String behind, @Nullable Moments statistics) {
    this.space = space;
    this.behind = behind;
    real = space.apply(truth.held());
    moments = statistics != null || real.n() <= real.dim() ? statistics : Moments.of(real);
  }

  @Override
  public void read(Sample sample, Reading reading) {
    Cloud fake = space.apply(sample);
    int n = fake.n();
    if (n < 2 || real.n() < 2) {
      METRICS.forEach(m -> reading.absent(m.name() + behind, n, "at least 2 rows are needed"));
      return;
    }
    double fid = moments == null ? Frechet.distance(fake, real) : Frechet.distance(fake, moments);
    reading.put("fid" + behind, fid, n);
    reading.put("kid" + behind, KernelDistance.of(real, fake, CHANCE).mean(), n);
  }

  @Override
  public double floor(String metric, int n) {
    return metric.equals("kid" + behind) ? 0 : Double.NaN;
  }
}
