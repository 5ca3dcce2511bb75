package everymode.data;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A selection of other rows, without a copy.
///
/// @param base the rows to select from
/// @param index selected row numbers, int64 `[n]`, owned
/// @param label their classes, int64 `[n]`, owned, or null when there are none
public record PickedRows(Rows base, Tensor index, @Nullable Tensor label) implements Rows {

  static Rows of(Rows base, long[] rows) {
    try (var _ = new Scope()) {
      Tensor index = StoredRows.own(Ops.of(rows));
      Tensor all = base.label();
      return new PickedRows(base, index, all == null ? null : Scope.own(Ops.rows(all, index)));
    }
  }

  /// A selection with new labels.
  public static Rows of(Rows base, long[] rows, long @Nullable [] label) {
    try (var _ = new Scope()) {
      return new PickedRows(base, StoredRows.own(Ops.of(rows)), StoredRows.labels(label));
    }
  }

  @Override
  public int size() {
    return Math.toIntExact(index.size(0));
  }

  @Override
  public Tensor x(Tensor rows) {
    return base.x(Ops.rows(index, rows));
  }

  @Override
  public List<String> names() {
    List<String> all = base.names();
    return all.isEmpty()
        ? all
        : Arrays.stream(Ops.longs(index)).mapToObj(i -> all.get((int) i)).toList();
  }

  @Override
  public @Nullable Tensor counts() {
    Tensor all = base.counts();
    return all == null ? null : Ops.rows(all, index);
  }

  @Override
  public boolean outOfCore() {
    return base.outOfCore();
  }

  @Override
  public boolean stacked() {
    return base.stacked();
  }
}
