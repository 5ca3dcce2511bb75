package everymode.alarm;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.neighbour.KnnResult;
import everymode.neighbour.PointSet;
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
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// What samples cover of a slice of the training rows, beside what as many other training rows do.
///
/// Distances are between rows in model units.
final class SampleSignals {

  /// Rows of the slice, and samples that are compared with it.
  static final int ROWS = 500;

  private final Domain domain;
  private final PointSet slice;
  private final long[] labels; // classes or modes of the slice; empty without
  private final int classes;
  private final PrecisionRecallDensityCoverage balls;
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
    try (var _ = new Scope()) {
      slice = PointSet.of(data.batch(Ops.of(mine)).x());
      labels = labels(data, mine);
      classes = (int) Arrays.stream(labels).max().orElse(-1) + 1;
      balls = new PrecisionRecallDensityCoverage(slice);
      PointSet control = PointSet.of(data.batch(Ops.of(other)).x());
      near = quantile(roots(KnnResult.within(control, 1)), 0.01);
      others = raw(control).signals;
    }
  }

  /// Classes of rows, or else the modes that they are nearest to; empty without either.
  private static long[] labels(Dataset data, long[] rows) {
    Tensor label = data.batch(Ops.of(rows)).label();
    Distribution.GaussianMixture modes = data.modes();
    if (label != null) {
      return Ops.longs(label);
    }
    if (modes == null) {
      return new long[0];
    }
    int[][] nearest = KnnResult.among(PointSet.of(data.train().x(rows)), means(modes), 1).index();
    return Arrays.stream(nearest).mapToLong(row -> row[0]).toArray();
  }

  private static PointSet means(Distribution.GaussianMixture modes) {
    double[] all = Arrays.stream(modes.mean()).flatMapToDouble(Arrays::stream).toArray();
    return PointSet.of(Ops.toFloat(Ops.of(all, modes.count(), modes.mean()[0].length)));
  }

  /// The values of samples.
  ///
  /// @param samples `[n, ...]` in data units
  Values of(Tensor samples) {
    Values raw = raw(PointSet.of(domain.encode(samples)));
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

  private Values raw(PointSet samples) {
    var values = balls.of(samples);
    KnnResult nearest = KnnResult.among(samples, slice, 1);
    double[] apart = roots(KnnResult.within(samples, 1));
    double duplicates =
        Arrays.stream(apart).filter(distance -> distance < near).count() / (double) apart.length;
    BitSet covered = new BitSet();
    for (int i = 0; i < values.covered().length; i++) {
      covered.set(i, values.covered()[i]);
    }
    return new Values(
        Map.of(
            Signal.COVERAGE, values.coverage(),
            Signal.PRECISION, values.precision(),
            Signal.DUPLICATES, duplicates,
            Signal.ENTROPY, entropy(nearest.index()),
            Signal.DISTANCE, quantile(roots(nearest), 0.5)),
        covered);
  }

  private double entropy(int[][] nearest) {
    if (labels.length == 0) {
      return Double.NaN;
    }
    double[] count = new double[classes];
    for (int[] row : nearest) {
      count[(int) labels[row[0]]]++;
    }
    double entropy = 0;
    for (double n : count) {
      double p = n / nearest.length;
      entropy -= p == 0 ? 0 : p * Math.log(p);
    }
    return entropy;
  }

  private static double[] roots(KnnResult nearest) {
    return Arrays.stream(nearest.squared()).mapToDouble(row -> Math.sqrt(row[0])).toArray();
  }

  private static double quantile(double[] values, double p) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (p * (sorted.length - 1))];
  }
}
