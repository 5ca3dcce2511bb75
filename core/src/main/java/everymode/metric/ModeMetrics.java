package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LOWER;

import everymode.data.Distribution;
import everymode.neighbour.PointSet;
import everymode.transport.Wasserstein1;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Which modes of a known mixture samples reach.
final class ModeMetrics implements MetricGroup {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  static final List<Metric> METRICS =
      List.of(
          of("modes", "How many modes are hit by at least one good sample.", HIGHER, 0, NO_END),
          of(
              "fair-modes",
              "How many modes get at least a fifth of the samples that they should.",
              HIGHER,
              0,
              NO_END),
          of(
              "high-quality",
              "The share of samples within three standard deviations of their mode.",
              HIGHER,
              0,
              1),
          of(
              "kl",
              "How far the shares of the modes among good samples are from the true ones, in nats.",
              LOWER,
              0,
              NO_END),
          of(
              "centre",
              "Whether the mode in the middle of the others gets its samples.",
              HIGHER,
              0,
              1),
          of(
              "true-nll",
              "How unlikely the samples are under the true law, in nats a sample.",
              LOWER,
              -NO_END,
              NO_END),
          of(
              "wasserstein",
              "How far the samples must be moved on average to look like fresh true ones.",
              LOWER,
              0,
              NO_END));

  private static final int LEAST_DRAW = 2_500;
  private static final double ROWS_OF_RAREST_MODE = 100;

  private static final double CAPTURED = 0.005;

  private final Distribution.GaussianMixture modes;
  private final OptionalInt centre;
  private final @Nullable Wasserstein1 earth; // costly, so only where it is wanted

  ModeMetrics(Distribution.GaussianMixture modes, Distribution distribution, boolean moved) {
    this.modes = modes;
    centre = centre(modes);
    earth = moved ? new Wasserstein1(distribution) : null;
  }

  private static Metric of(
      String name, String about, Metric.Direction better, double least, double most) {
    return new Metric(name, about, better, least, most, Metric.Requirement.MODES, true);
  }

  /// Enough rows for a hundred of the rarest mode.
  static int wanted(Distribution.GaussianMixture modes) {
    double rarest = Arrays.stream(modes.share()).min().orElse(1);
    return Math.max(LEAST_DRAW, (int) Math.ceil(ROWS_OF_RAREST_MODE / rarest));
  }

  /// The mode whose mean is the mean of all means, within a tenth of its deviation.
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
  public void measure(EvaluatedRows sample, MetricValues reading) {
    PointSet points = sample.units();
    int n = points.n();
    ModeAssignment hits = ModeAssignment.of(points, modes);
    reading.put("modes", hits.modes(), n);
    reading.put("fair-modes", hits.fairModes(modes.share()), n);
    reading.put("high-quality", hits.highQuality(), n);
    reading.put("kl", hits.kl(modes.share()), n);
    centre.ifPresent(j -> reading.put("centre", hits.shareOf(j) >= CAPTURED ? 1 : 0, n));
    reading.put("true-nll", hits.nll(), n);
    if (earth != null) {
      reading.put("wasserstein", earth.to(points), n);
    }
    if (hits.highQuality() == 0) {
      reading.absent("kl", n, "no sample lies within three standard deviations of a mode");
    }
  }
}
