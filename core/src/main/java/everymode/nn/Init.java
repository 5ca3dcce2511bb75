package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// Initial values of weights and buffers. The returned tensors belong to the layer, not to a scope;
/// weights require gradients.
public final class Init {

  private Init() {}

  /// Normal weights.
  ///
  /// @param deviation their standard deviation
  public static Tensor normal(RandomKey key, double mean, double deviation, long... shape) {
    return weight(() -> Ops.plus(Ops.times(RandomTensors.normal(key, shape), deviation), mean));
  }

  /// Normal convolution kernels with mean 0, in channels-last memory layout.
  ///
  /// Convolutions take their layout from the kernels, so whole networks run channels-last, and the
  /// native kernels need not reorder data before and after each layer.
  ///
  /// @param deviation their standard deviation
  /// @param shape `[a, b, k, k]`
  public static Tensor kernels(RandomKey key, double deviation, long... shape) {
    return weight(() -> Ops.channelsLast(Ops.times(RandomTensors.normal(key, shape), deviation)));
  }

  /// Uniform weights in [−bound, bound).
  public static Tensor uniform(RandomKey key, double bound, long... shape) {
    return weight(() -> Ops.plus(Ops.times(RandomTensors.uniform(key, shape), 2 * bound), -bound));
  }

  /// Constant weights.
  public static Tensor constant(double value, long... shape) {
    return weight(() -> Ops.full(value, shape));
  }

  /// A tensor that is not trained by gradients.
  ///
  /// @param make creates its initial value
  public static Tensor buffer(Supplier<Tensor> make) {
    return Scope.owned(make);
  }

  /// A tensor that is trained by gradients.
  ///
  /// @param make creates its initial value
  public static Tensor weight(Supplier<Tensor> make) {
    Tensor made = buffer(make);
    made.requires_grad_(true);
    return made;
  }
}
