package everymode.nn;

import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The greatest value of each square of pixels: `[n, c, h, w]` to `[n, c, h / side, w / side]`,
/// where rows and columns that do not fill a square are left out.
///
/// @param side of a square, at least 1
public record MaxPool(int side) implements Layer {

  /// Checks the side.
  public MaxPool {
    if (side < 1) {
      throw new IllegalArgumentException("side must be at least 1, but is " + side);
    }
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.maxPool(x, side);
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
    // It has none.
  }
}
