package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The rectifier `x` for positive numbers and `slope · x` for others, of each number.
///
/// @param slope below 0
record LeakyRelu(double slope) implements Layer {

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.leakyRelu(x, slope);
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
    // It has no weights.
  }
}
