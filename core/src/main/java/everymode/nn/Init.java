package everymode.nn;

import everymode.chance.Chance;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// First values of weights and buffers. What it returns belongs to the layer, not to a scope.
public final class Init {

  private Init() {}

  /// Normal weights.
  ///
  /// @param chance decides them
  /// @param mean their mean
  /// @param deviation their standard deviation
  /// @param shape the shape
  /// @return a tensor that requires gradients
  public static Tensor normal(Chance chance, double mean, double deviation, long... shape) {
    return weight(() -> Ops.plus(Ops.times(Draws.normal(chance, shape), deviation), mean));
  }

  /// Normal kernels of a convolution around 0, with the channels innermost in memory.
  ///
  /// Convolutions take their layout from the kernels, so whole networks run with the channels
  /// innermost, which spares the native kernels the reordering of data before and after each layer.
  ///
  /// @param chance decides them
  /// @param deviation their standard deviation
  /// @param shape `[a, b, k, k]`
  /// @return a tensor that requires gradients
  public static Tensor kernels(Chance chance, double deviation, long... shape) {
    return weight(() -> Ops.channelsInnermost(Ops.times(Draws.normal(chance, shape), deviation)));
  }

  /// Uniform weights in [−bound, bound).
  ///
  /// @param chance decides them
  /// @param bound their largest size
  /// @param shape the shape
  /// @return a tensor that requires gradients
  public static Tensor uniform(Chance chance, double bound, long... shape) {
    return weight(() -> Ops.plus(Ops.times(Draws.uniform(chance, shape), 2 * bound), -bound));
  }

  /// Constant weights.
  ///
  /// @param value the value
  /// @param shape the shape
  /// @return a tensor that requires gradients
  public static Tensor constant(double value, long... shape) {
    return weight(() -> Ops.full(value, shape));
  }

  /// A tensor that no gradient moves.
  ///
  /// @param make makes its first value
  /// @return a tensor that belongs to its layer
  public static Tensor buffer(Supplier<Tensor> make) {
    try (var _ = new Scope()) {
      return Scope.own(make.get());
    }
  }

  /// A tensor that gradients move.
  ///
  /// @param make makes its first value
  /// @return a tensor that belongs to its layer and requires gradients
  public static Tensor weight(Supplier<Tensor> make) {
    Tensor made = buffer(make);
    made.requires_grad_(true);
    return made;
  }
}
