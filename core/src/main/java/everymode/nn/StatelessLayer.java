package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A layer without parameters and buffers, applied to each sample on its own unless it says
/// otherwise.
@FunctionalInterface
public interface StatelessLayer extends Layer {

  @Override
  default boolean perSample() {
    return true;
  }

  @Override
  default List<Tensor> parameters() {
    return List.of();
  }

  @Override
  default void state(StateVisitor s) {}
}
