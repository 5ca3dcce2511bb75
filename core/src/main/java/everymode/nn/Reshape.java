package everymode.nn;

import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Gives each sample another shape.
///
/// @param shape the shape of one sample
public record Reshape(List<Long> shape) implements Layer {

  /// With the shape of one sample.
  ///
  /// @param shape such as 1, 8, 8
  /// @return the layer
  public static Reshape to(long... shape) {
    return new Reshape(java.util.Arrays.stream(shape).boxed().toList());
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    long[] full = new long[shape.size() + 1];
    full[0] = x.size(0);
    for (int i = 0; i < shape.size(); i++) {
      full[i + 1] = shape.get(i);
    }
    return x.reshape(full);
  }

  @Override
  public boolean perSample() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return List.of();
  }

  @Override
  public void state(StateVisitor s) {
    // A shape has none.
  }
}
