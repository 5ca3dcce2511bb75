package everymode.nn;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// Doubles the sides of feature channels: `[n, 4c, h, w]` to `[n, c, 2h, 2w]`, four channels
/// becoming the four pixels of a square. Behind a convolution with 3×3 kernels it computes whatever
/// a transposed convolution with 4×4 kernels and stride 2 can, in less time on a CPU.
///
/// *Source:* Shi et al., "Real-time single image and video super-resolution using an efficient
/// sub-pixel convolutional neural network", 2016.
record PixelShuffle() implements StatelessLayer {

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.pixelShuffle(x);
  }
}
