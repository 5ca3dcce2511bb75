package everymode.analysis;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.error.Names;
import everymode.metric.feature.FeatureExtractor;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Assigns samples to known modes, and decides which belong to one class.
///
/// A sample is good within three standard deviations of its mode, and wanted where its squared
/// distance is below three times the variance, √3 standard deviations. It belongs to a class when a
/// classifier says so; without a classifier, when it is within a given distance of the mean of the
/// class; without either, when it is nearer to a training row of the class than that row's fifth
/// nearest neighbour of the class.
public final class SampleAssignment {

  private static final double GOOD = 3;
  private static final double WANTED = Math.sqrt(3);
  private static final int NEIGHBOURS = 5;
  private static final int BATCH = 250; // samples per batch of the classifier
  private static final int MAX_ROWS = 10_000; // most rows of a class that samples are compared with

  private final Dataset data;
  private final @Nullable FeatureExtractor extractor;
  private final @Nullable PrecisionRecallDensityCoverage support;
  private final int classIndex;
  private final double within;
  private final @Nullable Tensor centre; // [1, dim]

  /// @param of name of the class; null for none
  /// @param extractor a classifier, or null
  /// @param within largest distance from the mean of the class, or 0 to use nearest neighbours
  SampleAssignment(
      Dataset data, @Nullable String of, @Nullable FeatureExtractor extractor, double within) {
    this.data = data;
    this.extractor = of == null ? null : extractor;
    classIndex =
        of == null || extractor == null
            ? -1
            : index("class of " + extractor.id(), of, extractor.classes());
    this.within = within;
    centre = of == null || extractor != null || within == 0 ? null : centre(data, of);
    support = of == null || extractor != null || within > 0 ? null : support(data, of);
  }

  private static int index(String kind, String name, List<String> classes) {
    int found = classes.indexOf(name);
    if (found < 0) {
      throw Names.unknown(kind, name, classes);
    }
    return found;
  }

  /// The training rows of a class.
  public static long[] rows(Dataset data, String name) {
    int wanted = index("class of '" + data.name() + "'", name, data.classes());
    long[] labels = data.train().labels();
    return IntStream.range(0, labels.length)
        .filter(i -> labels[i] == wanted)
        .asLongStream()
        .toArray();
  }

  private static @Nullable PrecisionRecallDensityCoverage support(Dataset data, String of) {
    long[] rows = rows(data, of);
    if (rows.length <= NEIGHBOURS || rows.length > MAX_ROWS) {
      return null;
    }
    try (var _ = new Scope()) {
      return new PrecisionRecallDensityCoverage(
          space(data, data.domain().units(data.train().x(rows))), NEIGHBOURS, 1);
    }
  }

  private static Tensor centre(Dataset data, String of) {
    try (var _ = new Scope()) {
      Tensor rows = space(data, data.domain().units(data.train().x(rows(data, of))));
      return Scope.own(Ops.rows(rows.mean(0).reshape(1, -1), 0, 1));
    }
  }

  private static Tensor space(Dataset data, Tensor units) {
    return Ops.flat(data.domain().space(units));
  }

  /// Whether the class of samples can be determined.
  boolean tellsClass() {
    return extractor != null || support != null || centre != null;
  }

  /// Assigns samples.
  ///
  /// @param samples `[n, ...]` in data units
  Assigned of(Tensor samples) {
    int n = Math.toIntExact(samples.size(0));
    Assigned where = new Assigned(n, new int[n], new BitSet(), new BitSet(), new double[n]);
    Distribution.GaussianMixture modes = data.modes();
    if (modes != null) {
      assignModes(Ops.doubles(samples), modes, where);
    }
    if (support != null) {
      boolean[] inside = support.of(space(data, samples)).inside();
      IntStream.range(0, n).filter(i -> inside[i]).forEach(where.in::set);
    } else if (centre != null) {
      double[] distances = Ops.doubles(Ops.distances(space(data, samples), centre, 2));
      IntStream.range(0, n).filter(i -> distances[i] <= within).forEach(where.in::set);
    } else if (extractor != null) {
      classify(samples, extractor, where);
    }
    return where;
  }

  private static void assignModes(
      double[] values, Distribution.GaussianMixture modes, Assigned where) {
    int dim = modes.mean()[0].length;
    double[] x = new double[dim];
    for (int i = 0; i < where.n; i++) {
      System.arraycopy(values, i * dim, x, 0, dim);
      int mode = modes.nearest(x);
      double distance = modes.distance(x, mode);
      where.mode[i] = distance <= GOOD ? mode + 1 : 0;
      where.wanted.set(i, distance < WANTED);
    }
  }

  private void classify(Tensor samples, FeatureExtractor classifier, Assigned where) {
    for (int from = 0; from < where.n; from += BATCH) {
      int count = Math.min(BATCH, where.n - from);
      try (var _ = new Scope()) {
        Tensor some = Ops.rows(samples, from, count);
        Tensor logits = Autograd.noGrad(() -> classifier.extract(some)).logits();
        double[] p = Ops.doubles(Ops.softmax(java.util.Objects.requireNonNull(logits)));
        int classes = p.length / count;
        for (int i = 0; i < count; i++) {
          int best = 0;
          for (int c = 1; c < classes; c++) {
            best = p[i * classes + c] > p[i * classes + best] ? c : best;
          }
          where.in.set(from + i, best == classIndex);
          where.sure[from + i] = p[i * classes + best];
        }
      }
    }
  }

  /// Assignments of samples.
  ///
  /// @param n number of samples
  /// @param mode mode of each good sample, from 1; 0 for the others
  /// @param wanted samples within √3 standard deviations of their modes
  /// @param in samples of the class
  /// @param sure classifier probability of the predicted class of each sample
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Assigned(int n, int[] mode, BitSet wanted, BitSet in, double[] sure) {

    /// Concatenates assignments.
    static Assigned join(List<Assigned> parts) {
      int n = parts.stream().mapToInt(Assigned::n).sum();
      Assigned all = new Assigned(n, new int[n], new BitSet(), new BitSet(), new double[n]);
      int from = 0;
      for (Assigned part : parts) {
        System.arraycopy(part.mode, 0, all.mode, from, part.n);
        System.arraycopy(part.sure, 0, all.sure, from, part.n);
        int at = from;
        part.wanted.stream().forEach(i -> all.wanted.set(at + i));
        part.in.stream().forEach(i -> all.in.set(at + i));
        from += part.n;
      }
      return all;
    }
  }
}
