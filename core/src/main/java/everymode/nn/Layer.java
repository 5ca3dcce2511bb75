package everymode.nn;

import org.bytedeco.pytorch.Tensor;

/// A differentiable function with weights. Custom networks implement it, too.
public interface Layer extends Parameterised {

  /// Applies the function, without side effects: weights are read through the forward context, and
  /// next values of buffers are handed to it.
  ///
  /// @param x `[n, ...]`
  /// @param pass the forward context
  /// @return `[n, ...]`
  Tensor apply(Tensor x, ForwardContext pass);

  /// Whether each row of the result depends on the same row of x only and a forward pass leaves no
  /// trace, so that rows may be processed together or separately. Returning false is always
  /// correct.
  default boolean perSample() {
    return false;
  }
}
