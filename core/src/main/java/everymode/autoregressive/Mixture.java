package everymode.autoregressive;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The parameters of mixtures of K components, which all values of a site share.
///
/// @param logWeight `[n, sites, 1, K]`
/// @param mean `[n, sites, channels, K]`
/// @param logScale `[n, sites, channels, K]`, at least [#LEAST]
/// @param coefficient `[n, sites, channels · (channels − 1) / 2, K]`, in (−1, 1)
record Mixture(Tensor logWeight, Tensor mean, Tensor logScale, Tensor coefficient) {

  private static final double LEAST = -7;

  static int parameters(int components, int channels) {
    return components * (1 + 2 * channels + channels * (channels - 1) / 2);
  }

  /// The mixtures with the parameters that a network computed.
  ///
  /// @param parameters `[n, sites, parameters]`
  static Mixture of(Tensor parameters, int components, int channels) {
    Tensor rows = parameters.view(parameters.size(0), parameters.size(1), -1, components);
    int pairs = channels * (channels - 1) / 2;
    return new Mixture(
        torch.log_softmax(rows.narrow(2, 0, 1), 3),
        rows.narrow(2, 1, channels),
        rows.narrow(2, 1 + channels, channels).clamp_min(new Scalar(LEAST)),
        rows.narrow(2, 1 + 2L * channels, pairs).tanh());
  }

  Tensor inverseScale() {
    return logScale.neg().exp();
  }

  /// The mixtures of one drawn component each.
  ///
  /// @param key equal for all values of a site
  Mixture chosen(RandomKey key) {
    Tensor at = drawn(Ops.toDouble(logWeight).exp(), key.fold("component")); // [n, sites, 1, 1]
    return new Mixture(
        logWeight.gather(3, at), of(mean, at), of(logScale, at), of(coefficient, at));
  }

  /// Draws indices by their probabilities.
  ///
  /// @param probability float64 `[..., K]`, with sums of 1 but for rounding
  /// @return int64 `[..., 1]`
  static Tensor drawn(Tensor probability, RandomKey key) {
    long[] shape = probability.shape();
    int axis = shape.length - 1;
    long last = shape[axis] - 1;
    shape[axis] = 1;
    Tensor u = Ops.toDouble(RandomTensors.uniform(key, shape));
    return probability
        .cumsum(axis)
        .le(u)
        .to(ScalarType.Long)
        .sum(new long[] {axis}, true, null)
        .clamp_max(new Scalar(last));
  }

  private static Tensor of(Tensor values, Tensor at) {
    return values.gather(3, at.expand(-1, -1, values.size(2), 1));
  }
}
