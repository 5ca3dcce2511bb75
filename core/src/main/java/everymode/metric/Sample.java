package everymode.metric;

import everymode.data.Dataset;
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
record Sample(Cloud units, Cloud space, @Nullable Seen seen, boolean training) {

  /// Looks at rows.
  ///
  /// @param data what they imitate
  /// @param x `[n, ...]` in data units
  /// @param eye looks through a judge, or null
  static Sample of(Dataset data, Tensor x, @Nullable Eye eye, boolean training) {
    try (var _ = new Scope()) {
      Cloud units = Cloud.of(x);
      Tensor floats = Ops.toFloat(x);
      Tensor moved = data.domain().space(floats);
      Cloud space = moved.equals(floats) ? units : Cloud.of(moved);
      return new Sample(units, space, eye == null ? null : eye.look(floats), training);
    }
  }

  int n() {
    return units.n();
  }

  Sample pick(long[] rows) {
    Cloud picked = units.pick(rows);
    return new Sample(
        picked,
        java.util.Arrays.equals(space.values(), units.values()) ? picked : space.pick(rows),
        seen == null ? null : seen.pick(rows),
        training);
  }

  /// The first rows; all when there are not more.
  Sample first(int most) {
    if (most >= n()) {
      return this;
    }
    long[] rows = new long[most];
    java.util.Arrays.setAll(rows, i -> i);
    return pick(rows);
  }
}
