package everymode.metric;

import everymode.data.Dataset;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.ExtractedFeatures;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows as gauges see them. Holds no native memory.
///
/// @param units in data units, `[n, d]`
/// @param space where distances are measured, `[n, d]`
/// @param seen what a judge sees in them, or null without a judge
/// @param training whether these are training rows that stand in for generated ones
record EvaluatedRows(
    PointSet units, PointSet space, @Nullable ExtractedFeatures seen, boolean training) {

  /// Looks at rows.
  ///
  /// @param data what they imitate
  /// @param x `[n, ...]` in data units
  /// @param extractor looks through a judge, or null
  static EvaluatedRows of(
      Dataset data, Tensor x, @Nullable BatchedExtractor extractor, boolean training) {
    try (var _ = new Scope()) {
      PointSet units = PointSet.of(x);
      Tensor floats = Ops.toFloat(x);
      Tensor moved = data.domain().space(floats);
      PointSet space = moved.equals(floats) ? units : PointSet.of(moved);
      return new EvaluatedRows(
          units, space, extractor == null ? null : extractor.extract(floats), training);
    }
  }

  int n() {
    return units.n();
  }

  EvaluatedRows pick(long[] rows) {
    PointSet picked = units.pick(rows);
    return new EvaluatedRows(
        picked,
        java.util.Arrays.equals(space.values(), units.values()) ? picked : space.pick(rows),
        seen == null ? null : seen.pick(rows),
        training);
  }

  /// The first rows; all when there are not more.
  EvaluatedRows first(int most) {
    if (most >= n()) {
      return this;
    }
    long[] rows = new long[most];
    java.util.Arrays.setAll(rows, i -> i);
    return pick(rows);
  }
}
