package everymode.data;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Stored samples: uint8 pixels or float32 numbers.
///
/// @param x `[n, ...]` in storage form, on the processor
/// @param label classes `[n]` int64, or null when there are none
public record Rows(Tensor x, @Nullable Tensor label) {

  /// How many rows.
  ///
  /// @return n
  public int size() {
    return Math.toIntExact(x.size(0));
  }
}
