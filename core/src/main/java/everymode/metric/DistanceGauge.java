package everymode.metric;

import static everymode.metric.Metric.Better.LOWER;

import everymode.chance.Chance;
import java.util.List;

/// Distances between samples and held-out rows as laws.
final class DistanceGauge implements Gauge {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final int PROJECTIONS = 200;
  private static final int MOST = 1_000;
  private static final Chance CHANCE = new Chance(0).at("metric").at("distance");
  static final List<Metric> METRICS =
      List.of(
          of(
              "sliced-w1",
              "How far samples must be moved on average along a random line to look like held-out"
                  + " rows."),
          of(
              "w1-held-out",
              "How far samples must be moved on average to become as many held-out rows."),
          of(
              "lpdd",
              "How far the law of log distances between samples is from that between held-out"
                  + " rows."));

  private final Cloud real;

  DistanceGauge(Truth truth) {
    real = truth.held().space();
  }

  private static Metric of(String name, String about) {
    return new Metric(name, about, LOWER, 0, NO_END, Metric.Need.NOTHING, false);
  }

  @Override
  public void read(Sample sample, Reading reading) {
    Cloud fake = sample.space();
    int n = fake.n();
    reading.put("sliced-w1", Sliced.wasserstein(real, fake, PROJECTIONS, CHANCE), n);
    reading.put("w1-held-out", Earth.between(real, fake, MOST, CHANCE), Math.min(MOST, n));
    double lpdd = PairDistances.logs(real, fake, CHANCE);
    if (Double.isNaN(lpdd)) {
      reading.absent("lpdd", n, "all samples, or all held-out rows, are alike");
    } else {
      reading.put("lpdd", lpdd, n);
    }
  }
}
