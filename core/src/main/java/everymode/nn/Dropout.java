package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Sets each number to 0 with probability p in training and divides the others by 1 − p. The mask
/// comes from the pass's chance.
///
/// *Source:* Srivastava et al., "Dropout", 2014.
///
/// @param p probability in [0, 1)
public record Dropout(double p) implements Layer {

  /// Checks the probability.
  public Dropout {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), but is " + p);
    }
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    if (!pass.training() || p == 0) {
      return x;
    }
    Tensor kept = RandomTensors.uniform(pass.key(), x.shape()).ge(new Scalar(p));
    return Ops.times(x.mul(kept), 1 / (1 - p));
  }

  @Override
  public List<Tensor> parameters() {
    return List.of();
  }

  @Override
  public void state(StateVisitor s) {
    // The mask is made anew in each pass.
  }
}
