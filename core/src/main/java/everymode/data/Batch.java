package everymode.data;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Real rows in model units.
///
/// @param x `[n, ...]`
/// @param row which training rows they are, `[n]` int64
/// @param label their classes, `[n]` int64, or null when the data have none
public record Batch(Tensor x, Tensor row, @Nullable Tensor label) {}
