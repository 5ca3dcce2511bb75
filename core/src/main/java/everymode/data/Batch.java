package everymode.data;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A batch of real rows in model units.
///
/// @param x `[n, ...]`
/// @param row their training row numbers, int64 `[n]`
/// @param label their classes, int64 `[n]`, or null when the data have none
public record Batch(Tensor x, Tensor row, @Nullable Tensor label) {}
