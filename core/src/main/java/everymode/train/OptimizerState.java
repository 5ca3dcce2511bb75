package everymode.train;

import everymode.tensor.Stateful;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// An optimiser with its parameters and their state.
public interface OptimizerState extends Stateful {

  /// Updates the parameters.
  ///
  /// @param gradients one per parameter, all defined
  void applyGradients(TensorVector gradients);

  /// The parameters' next values as a differentiable function; nothing is updated.
  ///
  /// @param parameters the parameters to unroll
  /// @return the unrolled parameters, or empty if this optimiser does not support unrolling
  default Optional<Player.UnrolledParameters> unrolled(List<Tensor> parameters) {
    return Optional.empty();
  }
}
