package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A network with a second input for each row: what the row is to be like.
public interface ConditionalLayer extends Parameterised {

  /// Applies the network, like [Layer#apply].
  ///
  /// @param x `[n, ...]`
  /// @param condition `[n, k]`
  /// @return `[n, ...]`
  Tensor apply(Tensor x, Tensor condition, ForwardContext pass);

  /// As [Layer#perSample].
  default boolean perSample() {
    return false;
  }

  /// A network that does not use the condition.
  static ConditionalLayer ignoring(Layer layer) {
    return new ConditionalLayer() {
      @Override
      public Tensor apply(Tensor x, Tensor condition, ForwardContext pass) {
        return layer.apply(x, pass);
      }

      @Override
      public boolean perSample() {
        return layer.perSample();
      }

      @Override
      public List<Tensor> parameters() {
        return layer.parameters();
      }

      @Override
      public void state(StateVisitor s) {
        layer.state(s);
      }
    };
  }
}
