package everymode.nn;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// Activation functions, applied to each value.
public enum Activation implements StatelessLayer {
  /// max(0, x).
  RELU,
  /// x for positive values, 0.2 x for others.
  LEAKY_RELU,
  /// x · sigmoid(x).
  SILU,
  /// The hyperbolic tangent.
  TANH,
  /// 1/(1 + exp(−x)).
  SIGMOID;

  /// The default slope of [#LEAKY_RELU] for negative values.
  public static final double LEAKY_SLOPE = 0.2;

  /// This activation with another slope for negative values.
  ///
  /// @param leakySlope the slope of [#LEAKY_RELU]; ignored by the others
  Layer withSlope(double leakySlope) {
    StatelessLayer leaky = (x, _) -> Ops.leakyRelu(x, leakySlope);
    return this == LEAKY_RELU && leakySlope != LEAKY_SLOPE ? leaky : this;
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return switch (this) {
      case RELU -> x.relu();
      case LEAKY_RELU -> Ops.leakyRelu(x, LEAKY_SLOPE);
      case SILU -> x.mul(x.sigmoid());
      case TANH -> x.tanh();
      case SIGMOID -> x.sigmoid();
    };
  }
}
