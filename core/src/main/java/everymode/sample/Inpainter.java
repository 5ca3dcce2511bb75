package everymode.sample;

import org.bytedeco.pytorch.Tensor;

/// A model that draws what is missing of a sample.
public interface Inpainter {

  /// Draws samples that agree with one where nothing of it is missing.
  ///
  /// @param x float32 `[...]` in data units; arbitrary where it is missing
  /// @param missing bool, like `x`
  Sampler inpainting(Tensor x, Tensor missing);
}
