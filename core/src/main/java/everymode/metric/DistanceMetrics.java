package everymode.metric;

import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.NOTHING;

import everymode.metric.Metric.Kind;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.transport.PairwiseDistances;
import everymode.transport.SlicedWasserstein;
import everymode.transport.Wasserstein1;
import java.util.List;

/// Distances between the distributions of samples and of held-out rows.
final class DistanceMetrics implements MetricGroup {

  private static final int PROJECTIONS = 200;
  private static final int MAX_ROWS = 1_000;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("distance");
  private static final Kind DISTANCE = Kind.of(LOWER, NOTHING).optional();
  static final List<Metric> METRICS =
      List.of(
          DISTANCE.of(
              "sliced-wasserstein",
              "The mean Wasserstein-1 distance between samples and held-out rows projected onto"
                  + " random lines."),
          DISTANCE.of(
              "wasserstein-held-out",
              "The Wasserstein-1 distance between samples and as many held-out rows."),
          DISTANCE.of(
              "lpdd",
              "The Wasserstein-1 distance between the distributions of log pairwise distances among"
                  + " samples and among held-out rows."));

  private final PointSet real;

  DistanceMetrics(ReferenceSet reference) {
    real = reference.held().space();
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    PointSet fake = sample.space();
    int n = fake.n();
    values.put(
        "sliced-wasserstein", SlicedWasserstein.wasserstein(real, fake, PROJECTIONS, KEY), n);
    values.put(
        "wasserstein-held-out",
        Wasserstein1.between(real, fake, MAX_ROWS, KEY),
        Math.min(MAX_ROWS, n));
    double lpdd =
        PairwiseDistances.of(real, KEY.fold("x"))
            .wasserstein(PairwiseDistances.of(fake, KEY.fold("y")));
    if (Double.isNaN(lpdd)) {
      values.absent("lpdd", n, "all samples, or all held-out rows, are identical");
    } else {
      values.put("lpdd", lpdd, n);
    }
  }
}
