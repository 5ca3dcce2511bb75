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

  private static Tensor weight(Supplier<Tensor> make) {
    Tensor made = buffer(make);
    made.requires_grad_(true);
    return made;
  }
}
