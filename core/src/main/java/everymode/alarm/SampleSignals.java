package everymode.alarm;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What samples cover of a slice of the training rows, beside what as many other training rows do.
///
/// Distances are between rows in model units.
final class SampleSignals {

  /// Rows of the slice, and samples that are compared with it.
  static final int ROWS = 500;

  private static final int NARROW = PrecisionRecallDensityCoverage.NARROW;
  private static final int WIDE = PrecisionRecallDensityCoverage.WIDE;

  private final Domain domain;
  private final double[] slice; // [n, dim]
  private final int n;
  private final double[] narrowRadius; // of the ball of each row of the slice, for precision
  private final double[] wideRadius; // likewise, for coverage
  private final long[] labels; // classes or modes of the slice; empty without
  private final int classes;
  private final Map<Signal, Double> others; // values of other training rows
  private final double near; // distance below which two samples are near-duplicates

  /// What samples say.
  ///
  /// @param signals [Signal#COVERAGE] and those after it but the last
  /// @param covered which rows of the slice are covered
  record Values(Map<Signal, Double> signals, BitSet covered) {}

  /// Draws the slice.
  ///
  /// @param key determines which rows
  SampleSignals(Dataset data, RandomKey key) {
    domain = data.domain();
    long[] chosen = RandomTensors.subset(key, data.train().size(), 2 * ROWS);
    long[] mine = Arrays.copyOf(chosen, chosen.length / 2);
    long[] other = Arrays.copyOfRange(chosen, chosen.length / 2, chosen.length);
    n = mine.length;
    labels = labels(data, mine);
    classes = (int) Arrays.stream(labels).max().orElse(-1) + 1;
    try (var _ = new Scope()) {
      Tensor rows = rows(data.batch(Ops.of(mine)).x());
      slice = Ops.doubles(rows);
      Tensor apart = apart(rows); // [n, n]
      narrowRadius = radius(apart, NARROW);
      wideRadius = radius(apart, WIDE);
      Tensor control = rows(data.batch(Ops.of(other)).x());
      near = quantile(Ops.doubles(apart(control).amin(new long[] {1}, false)), 0.01);
      others = raw(control, Double.NaN).signals;
    }
  }

  /// Classes of rows, or else the modes that they are nearest to; empty without either.
  private static long[] labels(Dataset data, long[] rows) {
    Distribution.GaussianMixture modes = data.modes();
    try (var _ = new Scope()) {
      Tensor label = data.batch(Ops.of(rows)).label();
      if (label != null) {
        return Ops.longs(label);
      }
      if (modes == null) {
        return new long[0];
      }
      double[] means = Arrays.stream(modes.mean()).flatMapToDouble(Arrays::stream).toArray();
      Tensor x = rows(data.train().x(rows));
      Tensor distances = Ops.distances(x, Ops.of(means, modes.count(), x.size(1)), 2);
      return Ops.longs(Ops.argmax(distances.neg()));
    }
  }

  private static Tensor rows(Tensor x) {
    return Ops.toDouble(Ops.flat(x)); // [n, dim]
  }

  /// The distance of each row to each other one, and infinity to itself.
  private static Tensor apart(Tensor rows) {
    Tensor distances = Ops.distancesByProducts(rows, rows); // [n, n]
    return distances.fill_diagonal_(new Scalar(Double.POSITIVE_INFINITY));
  }

  /// The distance to the k-th nearest, infinite where there are fewer.
  private static double[] radius(Tensor apart, int k) {
    long most = Math.min(k, apart.size(1));
    return Ops.doubles(apart.kthvalue(most, 1, false).get0());
  }

  /// The values of samples.
  ///
  /// @param samples `[n, ...]` in data units
  Values of(Tensor samples) {
    Values raw = raw(rows(domain.encode(samples)), near);
    Map<Signal, Double> values = new EnumMap<>(raw.signals);
    for (Signal signal :
        List.of(Signal.COVERAGE, Signal.PRECISION, Signal.ENTROPY, Signal.DISTANCE)) {
      values.compute(signal, (_, value) -> share(value, others.get(signal)));
    }
    return new Values(values, raw.covered);
  }

  private static double share(@Nullable Double value, @Nullable Double of) {
    return value == null || of == null || of == 0 ? Double.NaN : value / of;
  }

  private Values raw(Tensor samples, double near) {
    Tensor distance = Ops.distancesByProducts(Ops.of(slice, n, samples.size(1)), samples); // [n, m]
    double[] nearestSample = Ops.doubles(distance.amin(new long[] {1}, false));
    BitSet covered = new BitSet();
    for (int i = 0; i < n; i++) {
      covered.set(i, nearestSample[i] < wideRadius[i]);
    }
    Tensor inside = distance.lt(Ops.of(narrowRadius, n, 1)).any(0, false); // [m]
    var nearest = distance.min(0, false); // [m]
    double[] apart = Ops.doubles(apart(samples).amin(new long[] {1}, false));
    return new Values(
        Map.of(
            Signal.COVERAGE, covered.cardinality() / (double) n,
            Signal.PRECISION, Ops.toDouble(inside).mean().item_double(),
            Signal.DUPLICATES,
                Arrays.stream(apart).filter(d -> d < near).count() / (double) apart.length,
            Signal.ENTROPY, entropy(Ops.longs(nearest.get1())),
            Signal.DISTANCE, quantile(Ops.doubles(nearest.get0()), 0.5)),
        covered);
  }

  private double entropy(long[] nearest) {
    if (labels.length == 0) {
      return Double.NaN;
    }
    double[] count = new double[classes];
    for (long row : nearest) {
      count[(int) labels[(int) row]]++;
    }
    double entropy = 0;
    for (double n : count) {
      double p = n / nearest.length;
      entropy -= p == 0 ? 0 : p * Math.log(p);
    }
    return entropy;
  }

  private static double quantile(double[] values, double p) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (p * (sorted.length - 1))];
  }
}
