package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows of one tensor in memory.
///
/// @param x `[n, ...]` on the processor, owned
/// @param label int64 `[n]`, or null when there are no classes
public record StoredRows(Tensor x, @Nullable Tensor label) implements Rows {

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

  public static @Nullable Tensor labels(long @Nullable [] label) {
    return label == null ? null : own(Ops.of(label));
  }

  public static Tensor own(Tensor t) {
    return Scope.own(Device.CPU.bring(t));
  }
}
