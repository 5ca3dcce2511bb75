package everymode.nn;

import everymode.tensor.Stateful;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Something whose weights a player can move: a network, or a prior that learns.
public interface Trainable extends Stateful {

  /// The tensors that training moves.
  ///
  /// @return in the order of the state walk
  List<Tensor> parameters();
}
