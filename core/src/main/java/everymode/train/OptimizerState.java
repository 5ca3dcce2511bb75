package everymode.train;

import everymode.tensor.Stateful;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// An optimiser at work: parameters, and the state that belongs to them.
public interface OptimizerState extends Stateful {

  /// Moves the parameters.
  ///
  /// @param gradients one a parameter, all defined
  void applyGradients(TensorVector gradients);

  /// Where the parameters would go, as a function that can be differentiated; nothing moves.
  ///
  /// @param parameters what would move
  /// @return the next steps, or nothing where this optimiser does not tell
  default Optional<Player.UnrolledParameters> unrolled(List<Tensor> parameters) {
    return Optional.empty();
  }
}
