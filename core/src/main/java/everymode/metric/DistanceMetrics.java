package everymode.metric;

import static everymode.metric.Metric.Direction.LOWER;

import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.transport.LogPairwiseDistances;
import everymode.transport.SlicedWasserstein;
import everymode.transport.Wasserstein1;
import java.util.List;

/// Distances between samples and held-out rows as laws.
final class DistanceMetrics implements MetricGroup {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final int PROJECTIONS = 200;
  private static final int MOST = 1_000;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric").fold("distance");
  static final List<Metric> METRICS =
      List.of(
          of(
              "sliced-wasserstein",
              "How far samples must be moved on average along a random line to look like held-out"
                  + " rows."),
          of(
              "wasserstein-held-out",
              "How far samples must be moved on average to become as many held-out rows."),
          of(
              "lpdd",
              "How far the law of log distances between samples is from that between held-out"
                  + " rows."));

  private final PointSet real;

  DistanceMetrics(ReferenceSet reference) {
    real = reference.held().space();
  }

  private static Metric of(String name, String about) {
    return new Metric(name, about, LOWER, 0, NO_END, Metric.Requirement.NOTHING, false);
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues reading) {
    PointSet fake = sample.space();
    int n = fake.n();
    reading.put(
        "sliced-wasserstein", SlicedWasserstein.wasserstein(real, fake, PROJECTIONS, CHANCE), n);
    reading.put(
        "wasserstein-held-out", Wasserstein1.between(real, fake, MOST, CHANCE), Math.min(MOST, n));
    double lpdd = LogPairwiseDistances.logs(real, fake, CHANCE);
    if (Double.isNaN(lpdd)) {
      reading.absent("lpdd", n, "all samples, or all held-out rows, are alike");
    } else {
      reading.put("lpdd", lpdd, n);
    }
  }
}
