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
  /// @param step the step within the stage, from 0; it decides the learning rate
  void applyGradients(TensorVector gradients, long step);

  /// The parameters' next values as a differentiable function; nothing is updated.
  ///
  /// @param parameters the parameters to unroll
  /// @param step the step within the stage, from 0; it decides the learning rate
  /// @return the unrolled parameters, or empty if this optimiser does not support unrolling
  default Optional<Player.UnrolledParameters> unrolled(List<Tensor> parameters, long step) {
    return Optional.empty();
  }
}
