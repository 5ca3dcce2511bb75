package everymode.nn;

import everymode.config.Require;
import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// The maximum of each square of pixels: `[n, c, h, w]` to `[n, c, h / side, w / side]`. Rows and
/// columns that do not fill a square are dropped.
///
/// @param side of a square, at least 1
public record MaxPool(int side) implements StatelessLayer {

  /// Validates the side.
  public MaxPool {
    Require.atLeast("side", side, 1);
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.maxPool(x, side);
  }
}
