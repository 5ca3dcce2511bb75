package everymode.data;

import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Some columns of other rows, without a copy.
///
/// @param base rows of numbers
/// @param columns places of the columns in them
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColumnRows(Rows base, int[] columns) implements Rows {

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Tensor x(Tensor rows) {
    return chosen(base.x(rows));
  }

  private Tensor chosen(Tensor x) {
    return x.index_select(1, Ops.of(Arrays.stream(columns).asLongStream().toArray()));
  }

  @Override
  public @Nullable Tensor label() {
    return base.label();
  }

  @Override
  public List<String> names() {
    return base.names();
  }

  @Override
  public @Nullable Tensor counts() {
    Tensor all = base.counts();
    return all == null ? null : chosen(all);
  }

  @Override
  public boolean outOfCore() {
    return base.outOfCore();
  }
}
