package everymode.nn;

import everymode.config.Require;
import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// The maximum of squares of pixels. What does not fill a square is dropped.
///
/// @param side of a square, at least 1
/// @param stride pixels from one square to the next, at least 1
/// @param padding pixels added on each side that are never the maximum, at most half the side
public record MaxPool(int side, int stride, int padding) implements StatelessLayer {

  /// Validates the values.
  public MaxPool {
    Require.atLeast("side", side, 1);
    Require.atLeast("stride", stride, 1);
    Require.that(
        padding >= 0 && padding <= side / 2, "padding must be from 0 to half the side", padding);
  }

  /// Squares that touch: `[n, c, h, w]` to `[n, c, h / side, w / side]`.
  ///
  /// @param side of a square, at least 1
  public MaxPool(int side) {
    this(side, side, 0);
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.maxPool(x, side, stride, padding);
  }
}
