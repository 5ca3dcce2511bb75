package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Layers applied one after the other.
///
/// @param layers from input to output
public record Sequential(List<Layer> layers) implements Layer {

  /// Copies the list.
  public Sequential {
    layers = List.copyOf(layers);
  }

  /// Layers applied one after the other.
  ///
  /// @param layers from input to output
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.apply(y, pass);
    }
    return y;
  }

  @Override
  public boolean perSample() {
    return layers.stream().allMatch(Layer::perSample);
  }

  @Override
  public List<Tensor> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  @Override
  public void state(StateVisitor s) {
    for (int i = 0; i < layers.size(); i++) {
      s.child(Integer.toString(i), layers.get(i));
    }
  }
}
