package everymode.nn;

import everymode.config.Require;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Sets each value to 0 with probability p in training and divides the others by 1 − p. The mask is
/// drawn with the random key of the forward context.
///
/// *Source:* Srivastava et al., "Dropout", 2014.
///
/// @param p probability in [0, 1)
public record Dropout(double p) implements StatelessLayer {

  /// Validates the probability.
  public Dropout {
    Require.fraction("dropout", p);
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
  public boolean perSample() {
    return false; // each forward pass draws another mask
  }
}
