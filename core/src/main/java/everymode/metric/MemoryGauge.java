package everymode.metric;

import static everymode.metric.Metric.Better.LIKE_REAL;
import static everymode.metric.Metric.Better.LOWER;

import everymode.chance.Chance;
import everymode.data.Dataset;
import java.util.List;

/// Whether samples are new, or copies of training rows and of one another.
final class MemoryGauge implements Gauge {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final int MOST = 5_000;
  private static final Chance CHANCE = new Chance(0).at("metric").at("memory");
  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "closer-to-training",
              "The share of samples that lie nearer to a training row than to any of as many"
                  + " held-out rows; new samples get about a half.",
              LIKE_REAL,
              0,
              1,
              Metric.Need.NOTHING,
              true),
          new Metric(
              "memory-ratio",
              "How far the nearest training row is, over how far the nearest held-out row is, in"
                  + " the median; well below 1 is memory.",
              LIKE_REAL,
              0,
              NO_END,
              Metric.Need.NOTHING,
              false),
          new Metric(
              "copies",
              "The share of samples that equal a training row in every number.",
              LOWER,
              0,
              1,
              Metric.Need.NOTHING,
              true),
          new Metric(
              "repeats",
              "The share of samples that equal an earlier sample in every number.",
              LOWER,
              0,
              1,
              Metric.Need.NOTHING,
              false),
          new Metric(
              "support",
              "How many different samples the generator seems to have, judged by pairs of near"
                  + " duplicates.",
              Metric.Better.HIGHER,
              0,
              NO_END,
              Metric.Need.NOTHING,
              false));

  private final Memorisation memory;

  /// Training and held-out rows in equal number, so that neither is nearer for being many; copies
  /// are looked for among all training rows that can be read.
  MemoryGauge(Truth truth) {
    Cloud train = truth.train().space();
    Cloud held = truth.held().space();
    int n = Math.min(MOST, Math.min(train.n(), held.n()));
    Dataset data = truth.data();
    memory =
        new Memorisation(
            train.pick(Truth.some(train.n(), n, CHANCE.at("train"))),
            held.pick(Truth.some(held.n(), n, CHANCE.at("held-out"))),
            data.train().vast() ? Fingerprints.of(train) : Fingerprints.ofTraining(data));
  }

  @Override
  public void read(Sample sample, Reading reading) {
    if (sample.training()) {
      return; // a training row is its own copy
    }
    Sample some = sample.first(MOST);
    int n = some.n();
    Memorisation.Result result = memory.of(some.space());
    reading.put("closer-to-training", result.closer(), n);
    reading.put("memory-ratio", result.ratio(), n);
    reading.put("copies", result.copies(), n);
    reading.put("repeats", result.repeats(), n);
    if (Double.isFinite(result.support())) {
      reading.put("support", result.support(), n);
    } else {
      reading.absent("support", n, "no two of the samples are alike, so it is large");
    }
  }

  @Override
  public double floor(String metric, int n) {
    return switch (metric) {
      case "closer-to-training" -> 0.5;
      case "memory-ratio" -> 1;
      default -> Double.NaN;
    };
  }
}
