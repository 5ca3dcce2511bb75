package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.State;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Functions of one number, applied to each.
public enum Activation implements Layer {
  /// max(0, x).
  RELU,
  /// x for positive numbers, 0.2 x for others.
  LEAKY_RELU,
  /// x for positive numbers, 0.1 x for others.
  LEAKY_RELU_TENTH,
  /// x · sigmoid(x).
  SILU,
  /// The hyperbolic tangent.
  TANH,
  /// 1/(1 + exp(−x)).
  SIGMOID;

  @Override
  public Tensor apply(Tensor x, Pass pass) {
    return switch (this) {
      case RELU -> x.relu();
      case LEAKY_RELU -> Ops.leakyRelu(x, 0.2);
      case LEAKY_RELU_TENTH -> Ops.leakyRelu(x, 0.1);
      case SILU -> x.mul(x.sigmoid());
      case TANH -> x.tanh();
      case SIGMOID -> x.sigmoid();
    };
  }

  @Override
  public boolean rowwise() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return List.of();
  }

  @Override
  public void state(State s) {
    // Functions have none.
  }
}
