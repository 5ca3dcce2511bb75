package everymode.prior;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Points that a generator turns into samples.
///
/// @param z `[n, dim]`
/// @param component which component each came from, `[n]` int64; null when the law has none
public record LatentBatch(Tensor z, @Nullable Tensor component) {}
