package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.MODES;

import everymode.data.Distribution;
import everymode.metric.Metric.Kind;
import everymode.neighbour.PointSet;
import everymode.transport.Wasserstein1;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Which modes of a known mixture are reached by samples.
final class ModeMetrics implements MetricGroup {

  private static final Kind COUNT = Kind.of(HIGHER, MODES);
  private static final Kind SHARE = COUNT.within(0, 1);
  private static final Kind DIVERGENCE = Kind.of(LOWER, MODES);
  private static final Kind LIKELIHOOD = DIVERGENCE.signed();
  static final List<Metric> METRICS =
      List.of(
          COUNT.of("modes", "The number of modes that receive at least one high-quality sample."),
          COUNT.of(
              "fair-modes",
              "The number of modes that receive at least a fifth of their expected number of"
                  + " samples, counting only high-quality ones."),
          SHARE.of(
              "high-quality",
              "The share of samples within three standard deviations of their nearest mode."),
          DIVERGENCE.of(
              "kl",
              "The Kullback–Leibler divergence of the mode shares among high-quality samples from"
                  + " the true shares, in nats."),
          SHARE.of(
              "centre",
              "Whether the central mode receives at least 0.5 % of the samples (1) or not (0)."),
          LIKELIHOOD.of(
              "true-nll",
              "The mean negative log-likelihood of samples under the true distribution, in nats per"
                  + " sample."),
          DIVERGENCE.of(
              "wasserstein",
              "The Wasserstein-1 distance between samples and fresh draws from the true"
                  + " distribution."));

  private static final int MIN_DRAW = 2_500;
  private static final double ROWS_OF_RAREST_MODE = 100;

  private static final double CENTRE_SHARE = 0.005;

  private final Distribution.GaussianMixture modes;
  private final OptionalInt centre;
  private final boolean withCentre; // requested by name, so that its absence needs a reason
  private final @Nullable Wasserstein1 wasserstein; // expensive, so only if selected

  ModeMetrics(
      Distribution.GaussianMixture modes,
      Distribution distribution,
      boolean withCentre,
      boolean withWasserstein) {
    this.modes = modes;
    this.withCentre = withCentre;
    centre = centre(modes);
    wasserstein = withWasserstein ? new Wasserstein1(distribution) : null;
  }

  /// Enough rows for an expected hundred of the rarest mode.
  static int wanted(Distribution.GaussianMixture modes) {
    double rarest = Arrays.stream(modes.share()).min().orElse(1);
    return Math.max(MIN_DRAW, (int) Math.ceil(ROWS_OF_RAREST_MODE / rarest));
  }

  /// The mode whose mean is within a tenth of its standard deviation of the mean of all means.
  private static OptionalInt centre(Distribution.GaussianMixture modes) {
    int dim = modes.mean()[0].length;
    double[] middle = new double[dim];
    for (double[] mean : modes.mean()) {
      for (int c = 0; c < dim; c++) {
        middle[c] += mean[c] / modes.count();
      }
    }
    int nearest = modes.nearest(middle);
    return modes.distance(middle, nearest) <= 0.1 ? OptionalInt.of(nearest) : OptionalInt.empty();
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    PointSet points = sample.units();
    int n = points.n();
    ModeAssignment assignment = ModeAssignment.of(points, modes);
    values.put("modes", assignment.modes(), n);
    values.put("fair-modes", assignment.fairModes(modes.share()), n);
    values.put("high-quality", assignment.highQuality(), n);
    values.put("kl", assignment.kl(modes.share()), n);
    if (centre.isPresent()) {
      double share = assignment.shareOf(centre.getAsInt());
      values.put("centre", share >= CENTRE_SHARE ? 1 : 0, n);
    } else if (withCentre) {
      values.absent("centre", n, "no mode lies in the centre of the others");
    }
    values.put("true-nll", assignment.nll(), n);
    if (wasserstein != null) {
      values.put("wasserstein", wasserstein.to(points), n);
    }
    if (assignment.highQuality() == 0) {
      values.absent("kl", n, "no sample lies within three standard deviations of a mode");
    }
  }
}
