package everymode.metric;

import everymode.data.Dataset;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.ExtractedFeatures;
import everymode.neighbour.PointSet;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows in the forms in which metrics use them. Holds no native memory.
///
/// @param units in data units, `[n, d]`
/// @param space coordinates in which distances are measured, `[n, d]`
/// @param extracted features of the rows, or null without a feature extractor
/// @param training whether these are training rows evaluated in place of generated ones
public record EvaluatedRows(
    PointSet units, PointSet space, @Nullable ExtractedFeatures extracted, boolean training) {

  private static final int LARGE = 1 << 22; // numbers after whose conversion memory is given back

  /// Converts rows and extracts their features.
  ///
  /// @param data data set of the same domain
  /// @param x `[n, ...]` in data units
  /// @param extractor feature extractor, or null
  public static EvaluatedRows of(
      Dataset data, Tensor x, @Nullable BatchedExtractor extractor, boolean training) {
    EvaluatedRows rows;
    try (var _ = new Scope()) {
      PointSet units = PointSet.of(x);
      Tensor floats = Ops.toFloat(x);
      Tensor moved = data.domain().space(floats);
      PointSet space = moved.equals(floats) ? units : PointSet.of(moved);
      rows =
          new EvaluatedRows(
              units, space, extractor == null ? null : extractor.extract(floats), training);
    }
    if (rows.units.values().length >= LARGE) {
      Backend.trim();
    }
    return rows;
  }

  /// What distances are measured between: the features, or the rows where there are none.
  public PointSet points() {
    return extracted == null ? space : extracted.features();
  }

  public int n() {
    return units.n();
  }

  public EvaluatedRows pick(long[] rows) {
    PointSet picked = units.pick(rows);
    return new EvaluatedRows(
        picked,
        Arrays.equals(space.values(), units.values()) ? picked : space.pick(rows),
        extracted == null ? null : extracted.pick(rows),
        training);
  }

  /// The first rows; all if there are no more.
  public EvaluatedRows first(int count) {
    return count >= n() ? this : pick(LongStream.range(0, count).toArray());
  }
}
