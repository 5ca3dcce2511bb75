package everymode.nn;

import org.bytedeco.pytorch.Tensor;

/// A layer with one main weight tensor, such as a matrix or kernels.
public interface WeightedLayer extends Layer {

  /// The weights.
  ///
  /// @return `[out, in]` or `[out, in, k, k]`; of a transposed convolution `[in, out, k, k]`
  Tensor weight();
}
