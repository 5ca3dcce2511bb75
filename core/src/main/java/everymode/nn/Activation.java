package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Functions of one number, applied to each.
public enum Activation implements Layer {
  /// max(0, x).
  RELU,
  /// x for positive numbers, 0.2 x for others.
  LEAKY_RELU,
  /// x · sigmoid(x).
  SILU,
  /// The hyperbolic tangent.
  TANH,
  /// 1/(1 + exp(−x)).
  SIGMOID;

  /// The slope of [#LEAKY_RELU] below 0 unless another one is asked for.
  public static final double LEAKY_SLOPE = 0.2;

  /// This activation with a slope of one's own below 0.
  ///
  /// @param leakySlope the slope of [#LEAKY_RELU] for negative numbers; the others do not use it
  /// @return a layer without weights
  Layer withSlope(double leakySlope) {
    return this == LEAKY_RELU && leakySlope != LEAKY_SLOPE ? new LeakyRelu(leakySlope) : this;
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

  @Override
  public boolean perSample() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return List.of();
  }

  @Override
  public void state(StateVisitor s) {
    // Functions have none.
  }
}
