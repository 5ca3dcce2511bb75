package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.NOTHING;

import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.metric.Metric.Kind;
import everymode.neighbour.Memorisation;
import everymode.neighbour.Memorisation.Part;
import everymode.neighbour.PointSet;
import everymode.neighbour.RowFingerprints;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Whether samples are new, or duplicates of training rows or of each other.
public final class MemorisationMetrics implements MetricGroup {

  private static final int BLOCK = 1_024;

  private static final int MAX_ROWS = 5_000;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("memory");
  private static final Kind CLOSER = Kind.of(LIKE_REAL, NOTHING).within(0, 1);
  private static final Kind RATIO = Kind.of(LIKE_REAL, NOTHING).optional();
  private static final Kind DUPLICATES = Kind.of(LOWER, NOTHING).within(0, 1);
  private static final Kind OWN_DUPLICATES = DUPLICATES.optional();
  private static final Kind SUPPORT = Kind.of(HIGHER, NOTHING).optional();
  static final List<Metric> METRICS =
      List.of(
          CLOSER.of(
              "closer-to-training",
              "The share of samples that are nearer to a training row than to any of as many"
                  + " held-out rows; about one half for new samples."),
          RATIO.of(
              "memory-ratio",
              "The median ratio of the distance to the nearest training row over that to the"
                  + " nearest held-out row; well below 1 indicates memorisation."),
          DUPLICATES.of(
              "training-duplicates",
              "The share of samples that are exact duplicates of a training row."),
          OWN_DUPLICATES.of(
              "duplicates", "The share of samples that are exact duplicates of an earlier sample."),
          SUPPORT.of(
              "birthday-support",
              "An estimate of the number of distinct samples that the generator can produce, from"
                  + " the number of near-duplicate pairs."));

  private static final String NO_HELD_OUT =
      "training rows are part of the reference; --rows held-out leaves them out";

  private static final String NONE_HELD_OUT =
      "no rows are held out; leave out held-out=no to compare with some";

  private final Memorisation memorisation;
  private final boolean heldOut;
  private final String reason; // why samples cannot be compared with held-out rows

  /// Compares with equally many training and held-out rows, so that neither set is nearer merely
  /// because it is larger; duplicates are looked up among all training rows in memory.
  ///
  /// @param wanted which metrics are measured
  MemorisationMetrics(ReferenceSet reference, Predicate<String> wanted) {
    PointSet train = reference.train().space();
    PointSet held = reference.held().space();
    int n = Math.min(MAX_ROWS, Math.min(train.n(), held.n()));
    heldOut = reference.part() == RowPart.HELD_OUT && reference.data().holdsOut();
    reason = reference.data().holdsOut() ? NO_HELD_OUT : NONE_HELD_OUT;
    Set<Part> parts = parts(wanted);
    memorisation =
        new Memorisation(
            some(train, n, KEY.fold("train")),
            some(held, n, KEY.fold("held-out")),
            known(reference, parts),
            parts);
  }

  private static PointSet some(PointSet all, int n, RandomKey key) {
    return n == all.n() ? all : all.pick(RandomTensors.subset(key, all.n(), n));
  }

  private Set<Part> parts(Predicate<String> wanted) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    if (heldOut && Stream.of("closer-to-training", "memory-ratio").anyMatch(wanted)) {
      parts.add(Part.NEARNESS);
    }
    if (Stream.of("training-duplicates", "duplicates").anyMatch(wanted)) {
      parts.add(Part.DUPLICATES);
    }
    if (wanted.test("birthday-support")) {
      parts.add(Part.SUPPORT);
    }
    return parts;
  }

  private static RowFingerprints known(ReferenceSet reference, Set<Part> parts) {
    Dataset data = reference.data();
    if (!parts.contains(Part.DUPLICATES)) {
      return RowFingerprints.of(Stream.of());
    }
    return data.train().outOfCore()
        ? RowFingerprints.of(reference.train().space())
        : RowFingerprints.of(trainingBlocks(data));
  }

  /// All training rows in the space where distances are measured; not for data sets that are too
  /// large for memory.
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
  public void measure(EvaluatedRows sample, MetricValues values) {
    if (sample.training()) {
      return; // a training row is a duplicate of itself
    }
    EvaluatedRows evaluated = sample.first(MAX_ROWS);
    int n = evaluated.n();
    Memorisation.Values result = memorisation.of(evaluated.space());
    if (heldOut) {
      values.put("closer-to-training", result.closer(), n);
      values.put("memory-ratio", result.ratio(), n);
    } else {
      values.absent("closer-to-training", n, reason);
      values.absent("memory-ratio", n, reason);
    }
    values.put("training-duplicates", result.copies(), n);
    values.put("duplicates", result.repeats(), n);
    if (Double.isFinite(result.support())) {
      values.put("birthday-support", result.support(), n);
    } else {
      values.absent(
          "birthday-support",
          n,
          "no two samples are near duplicates, so the support is too large to estimate");
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
