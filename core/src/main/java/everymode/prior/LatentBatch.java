package everymode.prior;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Latents, the input of a generator.
///
/// @param z `[n, dim]`
/// @param component the mixture component of each latent, `[n]` int64; null if the distribution has
///   no components
public record LatentBatch(Tensor z, @Nullable Tensor component) {}
