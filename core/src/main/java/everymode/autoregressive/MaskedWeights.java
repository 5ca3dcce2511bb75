package everymode.autoregressive;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Weights, some of which are always 0, and biases. As a function of the last axis it is an affine
/// map, as one of images a convolution that looks up and to the left only.
final class MaskedWeights implements Parameterised {

  private Tensor weight; // [out, in] or [out, in, kh, kw]
  private Tensor bias; // [out]
  private final Tensor mask; // like weight, 0 or 1

  /// Initialises weights uniformly in ±gain/√(inputs of a unit that are not masked), biases with 0.
  ///
  /// @param mask 0 or 1, `[out, in]` or `[out, in, kh, kw]`
  /// @param gain √3 to keep the variance of the inputs
  MaskedWeights(Tensor mask, double gain, RandomKey init) {
    this.mask = Scope.owned(() -> mask.clone());
    long[] shape = mask.shape();
    double inputs = mask.sum().item_double() / shape[0];
    double bound = gain / Math.sqrt(Math.max(1, inputs));
    weight = Init.uniform(init.fold("weight"), bound, shape);
    bias = Init.constant(0, shape[0]);
  }

  /// The weights with other initial biases.
  ///
  /// @param initial `[out]`
  MaskedWeights startingAt(Tensor initial) {
    Autograd.noGrad(() -> bias.copy_(initial));
    return this;
  }

  private Tensor weight(ForwardContext pass) {
    return pass.weight(weight).mul(mask);
  }

  /// An affine map with fixed weights.
  ///
  /// @param weight `[out, in]`
  /// @param bias `[out]`
  record Affine(Tensor weight, Tensor bias) {

    /// The image of some rows.
    ///
    /// @param x `[n, ...]` of `in` values
    /// @return `[n, out]`
    Tensor of(Tensor x) {
      return Ops.linear(x.flatten(1, -1), weight, bias);
    }
  }

  /// The map of the values under the kernel, channel by channel.
  Affine affine(ForwardContext pass) {
    return new Affine(weight(pass).flatten(1, -1), pass.weight(bias));
  }

  /// A convolution of images.
  ///
  /// @param x `[n, in, h, w]`
  /// @param up rows of zeros added above
  /// @param left columns of zeros added on the left
  /// @param right columns of zeros added on the right
  /// @return `[n, out, h + up − kh + 1, w + left + right − kw + 1]`
  Tensor convolve(Tensor x, long up, long left, long right, ForwardContext pass) {
    Tensor padded = torch.constant_pad_nd(x, new long[] {left, right, up, 0});
    return Ops.conv(padded, weight(pass), pass.weight(bias), 1, 0);
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public void state(StateVisitor s) {
    weight = s.tensor("weight", weight);
    bias = s.tensor("bias", bias);
  }
}
