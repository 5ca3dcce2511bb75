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
  Tensor apply(Tensor x, Pass pass);
}
