package everymode.data;

import everymode.tensor.Ops;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows of a memory-mapped file. All tensors returned are copies, because a view could outlive the
/// mapping or be written to.
///
/// @param view `[n, ...]` uint8 or floating point in any layout, over `memory`, owned
/// @param label int64 `[n]`, owned, or null when there are no classes
/// @param memory the mapped file, kept as long as these rows
public record MappedRows(Tensor view, @Nullable Tensor label, MemorySegment memory)
    implements Rows {

  @Override
  public int size() {
    return Math.toIntExact(view.size(0));
  }

  @Override
  public Tensor x(Tensor rows) {
    try {
      Tensor copy = Ops.rows(view, rows);
      return copy.is_floating_point() ? Ops.toFloat(copy) : copy;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  @Override
  public boolean outOfCore() {
    return true;
  }
}
