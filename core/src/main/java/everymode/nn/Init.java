package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// First values of weights and buffers. What it returns belongs to the layer, not to a scope.
public final class Init {

  private Init() {}

  /// Normal weights.
  ///
  /// @param key decides them
  /// @param mean their mean
  /// @param deviation their standard deviation
  /// @param shape the shape
  /// @return a tensor that requires gradients
  public static Tensor normal(RandomKey key, double mean, double deviation, long... shape) {
    return weight(() -> Ops.plus(Ops.times(RandomTensors.normal(key, shape), deviation), mean));
  }

  /// Normal kernels of a convolution around 0, with the channels innermost in memory.
  ///
  /// Convolutions take their layout from the kernels, so whole networks run with the channels
  /// innermost, which spares the native kernels the reordering of data before and after each layer.
  ///
  /// @param key decides them
  /// @param deviation their standard deviation
  /// @param shape `[a, b, k, k]`
  /// @return a tensor that requires gradients
  public static Tensor kernels(RandomKey key, double deviation, long... shape) {
    return weight(() -> Ops.channelsLast(Ops.times(RandomTensors.normal(key, shape), deviation)));
  }

  /// Uniform weights in [−bound, bound).
  ///
  /// @param key decides them
  /// @param bound their largest size
  /// @param shape the shape
  /// @return a tensor that requires gradients
  public static Tensor uniform(RandomKey key, double bound, long... shape) {
    return weight(() -> Ops.plus(Ops.times(RandomTensors.uniform(key, shape), 2 * bound), -bound));
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
