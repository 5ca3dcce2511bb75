package everymode.nn;

import everymode.tensor.Stateful;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// An object with weights that a player can train: a network, or a learned prior.
public interface Parameterised extends Stateful {

  /// The tensors that are trained.
  ///
  /// @return in the order of the state traversal
  List<Tensor> parameters();
}
