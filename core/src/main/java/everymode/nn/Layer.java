package everymode.nn;

import org.bytedeco.pytorch.Tensor;

/// A differentiable map with weights. Any network of the user's own is one, too.
public interface Layer extends Trainable {

  /// Applies the map. It changes nothing: weights are read through the pass, and buffers that move
  /// are handed to it.
  ///
  /// @param x `[n, ...]`
  /// @param pass this evaluation
  /// @return `[n, ...]`
  Tensor apply(Tensor x, ForwardContext pass);

  /// Whether each row of the result depends on that row of x alone and a pass leaves no trace, so
  /// that rows may go through together or apart. A network that says no is never wrong.
  ///
  /// @return false unless somebody knows better
  default boolean perSample() {
    return false;
  }
}
