package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows of one tensor, which may be a view of a mapped file in any layout.
///
/// @param x `[n, ...]` on the processor, owned
/// @param label int64 `[n]`, or null when there are no classes
/// @param outOfCore whether the tensor is too large to be read all at once
public record StoredRows(Tensor x, @Nullable Tensor label, boolean outOfCore) implements Rows {

  @Override
  public int size() {
    return Math.toIntExact(x.size(0));
  }

  @Override
  public Tensor x(Tensor rows) {
    return Ops.rows(x, rows);
  }

  @Override
  public Tensor first(int count) {
    return Ops.rows(x, 0, Math.min(count, size()));
  }

  static @Nullable public Tensor labels(long @Nullable [] label) {
    return label == null ? null : own(Ops.of(label));
  }

  public static Tensor own(Tensor t) {
    return Scope.own(Device.CPU.bring(t));
  }
}
