package everymode.metric;

import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.ExtractedFeatures;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The real rows that generators are compared with. Holds no native memory.
///
/// @param part the reference rows
/// @param held the reference rows, held-out ones unless another part was chosen, at most 10,000,
///   chosen with a fixed random key
/// @param heldLabel their classes, `[held]`; empty without classes
/// @param labelled whether the classes are labels, not clusters
/// @param train distinct training rows, as many as a draw has, or all
/// @param extractor feature extractor, or null
@SuppressWarnings("ArrayRecordComponent") // shared, never changed
record ReferenceSet(
    Dataset data,
    RowPart part,
    EvaluatedRows held,
    long[] heldLabel,
    boolean labelled,
    EvaluatedRows train,
    @Nullable BatchedExtractor extractor) {

  private static final RandomKey KEY = new RandomKey(0).fold("metric");

  static ReferenceSet of(
      Dataset data, @Nullable BatchedExtractor extractor, EvaluationSettings settings, int wanted) {
    RowPart part = settings.rows();
    Rows held = part.of(data);
    long[] heldRows = RandomTensors.subset(KEY.fold("held-out"), held.size(), Evaluation.MAX_ROWS);
    long[] trainRows = RandomTensors.subset(KEY.fold("train"), data.train().size(), wanted);
    long[] label = labels(held, heldRows);
    return new ReferenceSet(
        data,
        part,
        sample(data, held, heldRows, extractor, false),
        label,
        label.length > 0 && settings.classes() != ClassSource.CLUSTERS,
        sample(data, data.train(), trainRows, extractor, true),
        extractor);
  }

  /// Distinct training rows, or all.
  EvaluatedRows training(int rows) {
    int all = data.train().size();
    return rows <= train.n() || train.n() == all
        ? train.first(rows)
        : sample(
            data,
            data.train(),
            RandomTensors.subset(KEY.fold("train"), all, rows),
            extractor,
            true);
  }

  private static EvaluatedRows sample(
      Dataset data,
      Rows rows,
      long[] chosen,
      @Nullable BatchedExtractor extractor,
      boolean training) {
    try (var _ = new Scope()) {
      return EvaluatedRows.of(data, data.domain().units(rows.x(chosen)), extractor, training);
    }
  }

  private static long[] labels(Rows rows, long[] chosen) {
    try (var _ = new Scope()) {
      Tensor all = rows.label();
      return all == null ? new long[0] : Ops.longs(Ops.rows(all, Device.CPU.bring(Ops.of(chosen))));
    }
  }

  /// The extracted features; there must be a feature extractor.
  static PointSet features(EvaluatedRows sample) {
    return extracted(sample).features();
  }

  /// The output of the feature extractor, which must exist.
  static ExtractedFeatures extracted(EvaluatedRows sample) {
    return Objects.requireNonNull(sample.extracted());
  }

  /// The number of reference rows of each class that has any, by its name.
  Map<String, Integer> rowsByClass() {
    Map<String, Integer> rows = new HashMap<>();
    for (long label : heldLabel) {
      rows.merge(data.classes().get((int) label), 1, Integer::sum);
    }
    return rows;
  }

  /// The mean of flags over the rows of each class, NaN for a class without rows.
  static double[] byClass(boolean[] flags, long[] label, int classes) {
    double[] sum = new double[classes];
    int[] count = new int[classes];
    for (int i = 0; i < label.length; i++) {
      int c = (int) label[i];
      count[c]++;
      sum[c] += flags[i] ? 1 : 0;
    }
    Arrays.setAll(sum, c -> count[c] == 0 ? Double.NaN : sum[c] / count[c]);
    return sum;
  }
}
