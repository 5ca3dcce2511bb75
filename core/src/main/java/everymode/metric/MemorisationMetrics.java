package everymode.metric;

import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Direction.LOWER;

import everymode.data.Dataset;
import everymode.neighbour.Memorisation;
import everymode.neighbour.PointSet;
import everymode.neighbour.RowFingerprints;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Whether samples are new, or copies of training rows and of one another.
public final class MemorisationMetrics implements MetricGroup {

  private static final int BLOCK = 1_024;

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final int MOST = 5_000;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric").fold("memory");
  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "closer-to-training",
              "The share of samples that lie nearer to a training row than to any of as many"
                  + " held-out rows; new samples get about a half.",
              LIKE_REAL,
              0,
              1,
              Metric.Requirement.NOTHING,
              true),
          new Metric(
              "memory-ratio",
              "How far the nearest training row is, over how far the nearest held-out row is, in"
                  + " the median; well below 1 is memory.",
              LIKE_REAL,
              0,
              NO_END,
              Metric.Requirement.NOTHING,
              false),
          new Metric(
              "training-duplicates",
              "The share of samples that equal a training row in every number.",
              LOWER,
              0,
              1,
              Metric.Requirement.NOTHING,
              true),
          new Metric(
              "duplicates",
              "The share of samples that equal an earlier sample in every number.",
              LOWER,
              0,
              1,
              Metric.Requirement.NOTHING,
              false),
          new Metric(
              "birthday-support",
              "How many different samples the generator seems to have, judged by pairs of near"
                  + " duplicates.",
              Metric.Direction.HIGHER,
              0,
              NO_END,
              Metric.Requirement.NOTHING,
              false));

  private final Memorisation memory;

  /// Training and held-out rows in equal number, so that neither is nearer for being many; copies
  /// are looked for among all training rows that can be read.
  MemorisationMetrics(ReferenceSet reference) {
    PointSet train = reference.train().space();
    PointSet held = reference.held().space();
    int n = Math.min(MOST, Math.min(train.n(), held.n()));
    Dataset data = reference.data();
    memory =
        new Memorisation(
            train.pick(RandomTensors.subset(CHANCE.fold("train"), train.n(), n)),
            held.pick(RandomTensors.subset(CHANCE.fold("held-out"), held.n(), n)),
            data.train().outOfCore()
                ? RowFingerprints.of(train)
                : RowFingerprints.of(trainingBlocks(data)));
  }

  /// All training rows, where distances are measured; not for sets that do not fit into memory.
  public static Stream<PointSet> trainingBlocks(Dataset data) {
    int size = data.train().size();
    return IntStream.iterate(0, from -> from < size, from -> from + BLOCK)
        .mapToObj(from -> {
          try (var _ = new Scope()) {
            long[] rows = LongStream.range(from, Math.min(size, from + BLOCK)).toArray();
            return EvaluatedRows.of(data, data.domain().units(data.train().x(rows)), null, true)
                .space();
          }
        });
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues reading) {
    if (sample.training()) {
      return; // a training row is its own copy
    }
    EvaluatedRows some = sample.first(MOST);
    int n = some.n();
    Memorisation.Values result = memory.of(some.space());
    reading.put("closer-to-training", result.closer(), n);
    reading.put("memory-ratio", result.ratio(), n);
    reading.put("training-duplicates", result.copies(), n);
    reading.put("duplicates", result.repeats(), n);
    if (Double.isFinite(result.support())) {
      reading.put("birthday-support", result.support(), n);
    } else {
      reading.absent("birthday-support", n, "no two of the samples are alike, so it is large");
    }
  }

  @Override
  public double ideal(String metric, int n) {
    return switch (metric) {
      case "closer-to-training" -> 0.5;
      case "memory-ratio" -> 1;
      default -> Double.NaN;
    };
  }
}
