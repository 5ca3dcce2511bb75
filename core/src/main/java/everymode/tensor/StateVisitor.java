package everymode.tensor;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The visitor of one walk over state. Each call returns what the owner must keep from then on.
public interface StateVisitor {

  /// One tensor.
  ///
  /// @param name unique among its siblings
  /// @param tensor the tensor as it is; null when it does not exist yet or has grown, and then
  ///   loading makes a new one
  /// @return on saving the same tensor; on loading the same tensor filled in place, or a new one
  ///   when it was null
  Tensor tensor(String name, @Nullable Tensor tensor);

  /// One whole number.
  ///
  /// @param name unique among its siblings
  /// @param value the number as it is
  /// @return on saving the same number; on loading the saved one
  long counter(String name, long value);

  /// A part with state of its own.
  ///
  /// @param name unique among its siblings
  /// @param part the part, whose names appear below this one
  void child(String name, Stateful part);
}
