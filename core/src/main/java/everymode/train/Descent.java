package everymode.train;

import everymode.tensor.Stateful;
import org.bytedeco.pytorch.TensorVector;

/// An optimiser at work: parameters, and the state that belongs to them.
public interface Descent extends Stateful {

  /// Moves the parameters.
  ///
  /// @param gradients one a parameter, all defined
  void follow(TensorVector gradients);
}
