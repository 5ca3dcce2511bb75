package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Two-dimensional convolution, plain or transposed, with square kernels.
///
/// Plain: `[n, in, h, w]` to `[n, out, (h + 2·padding − k)/stride + 1, …]`. Transposed: to `[n,
/// out, (h − 1)·stride − 2·padding + k, …]`. Weights are initialised from N(0, 0.02²), biases with
/// 0.
///
/// *Source of the initial weights:* Radford, Metz and Chintala, "Unsupervised representation
/// learning with deep convolutional generative adversarial networks", 2016.
public final class Conv2d implements WeightedLayer {

  private final boolean transposed;
  private final int stride;
  private final int padding;
  private Tensor weight; // [out, in, k, k], transposed [in, out, k, k]
  private @Nullable Tensor bias; // [out]

  private Conv2d(
      boolean transposed, Tensor weight, @Nullable Tensor bias, int stride, int padding) {
    this.transposed = transposed;
    this.weight = weight;
    this.bias = bias;
    this.stride = stride;
    this.padding = padding;
  }

  /// A convolution.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel side of the kernel
  /// @param stride step of the kernel
  /// @param padding zeros on each side
  /// @param biased whether a bias is added; not needed before a normalisation
  /// @param init random key of the initial weights
  public static Conv2d plain(
      int in, int out, int kernel, int stride, int padding, boolean biased, RandomKey init) {
    Tensor weight = Init.kernels(init, 0.02, out, in, kernel, kernel);
    return new Conv2d(false, weight, biased ? Init.constant(0, out) : null, stride, padding);
  }

  /// A transposed convolution.
  ///
  /// @param in input channels
  /// @param out output channels
  /// @param kernel side of the kernel
  /// @param stride step of the kernel in the output
  /// @param padding rows and columns removed on each side
  /// @param biased whether a bias is added
  /// @param init random key of the initial weights
  public static Conv2d transposed(
      int in, int out, int kernel, int stride, int padding, boolean biased, RandomKey init) {
    Tensor weight = Init.kernels(init, 0.02, in, out, kernel, kernel);
    return new Conv2d(true, weight, biased ? Init.constant(0, out) : null, stride, padding);
  }

  @Override
  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    Tensor w = pass.weight(weight);
    Tensor b = bias == null ? null : pass.weight(bias);
    return transposed
        ? Ops.convTranspose(x, w, b, stride, padding)
        : Ops.conv(x, w, b, stride, padding);
  }

  @Override
  public boolean perSample() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return bias == null ? List.of(weight) : List.of(weight, bias);
  }

  @Override
  public void state(StateVisitor s) {
    weight = s.tensor("weight", weight);
    if (bias != null) {
      bias = s.tensor("bias", bias);
    }
  }
}
