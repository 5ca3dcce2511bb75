package everymode.autoregressive;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The kernels of a convolution with weight normalisation: a direction and a length for each
/// output, the first values of which depend on data.
///
/// *Source:* Salimans and Kingma, "Weight normalization: a simple reparameterization to accelerate
/// training of deep neural networks", NeurIPS 2016.
final class NormedWeights implements Parameterised {

  private static final double LEAST = 1e-3; // deviation of an output that is not constant

  private final double deviation;
  private Tensor direction; // [out, in, kh, kw]
  private Tensor length; // [out]
  private Tensor bias; // [out]

  /// @param shape `[out, in, kh, kw]`
  /// @param deviation of the outputs once they have been [fitted][#fit]
  NormedWeights(double deviation, RandomKey init, long... shape) {
    this.deviation = deviation;
    direction =
        Init.weight(() -> Ops.channelsLast(Ops.times(RandomTensors.normal(init, shape), 0.05)));
    length = Init.constant(1, shape[0]);
    bias = Init.constant(0, shape[0]);
  }

  /// @param weight `[out, in, kh, kw]`
  /// @param bias `[out]`
  record Kernels(Tensor weight, Tensor bias) {}

  Kernels kernels(ForwardContext pass) {
    Tensor v = pass.weight(direction);
    Tensor norm = v.square().sum(new long[] {1, 2, 3}, false, null).sqrt(); // [out]
    Tensor scale = pass.weight(length).div(norm).view(-1, 1, 1, 1);
    return new Kernels(v.mul(scale), pass.weight(bias));
  }

  /// Changes lengths and biases so that outputs have the mean 0 and the deviation of this layer.
  ///
  /// @param made the outputs until now, `[n, out, h, w]`
  /// @return the outputs from now on
  Tensor fit(Tensor made) {
    Tensor rows = made.transpose(0, 1).flatten(1, -1); // [out, n·h·w]
    Tensor mean = rows.mean(1);
    Tensor spread = rows.std(1);
    Tensor kept = spread.where(spread.gt(new Scalar(LEAST)), Ops.full(deviation, spread.size(0)));
    Tensor scale = Ops.times(kept.reciprocal(), deviation); // [out]
    length.mul_(scale);
    bias.sub_(mean).mul_(scale);
    return made.sub(mean.view(1, -1, 1, 1)).mul(scale.view(1, -1, 1, 1));
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(direction, length, bias);
  }

  @Override
  public void state(StateVisitor s) {
    direction = s.tensor("direction", direction);
    length = s.tensor("length", length);
    bias = s.tensor("bias", bias);
  }
}
