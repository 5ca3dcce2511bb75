package everymode.tensor;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Visits state for saving or loading. The owner must keep the value returned by each call.
public interface StateVisitor {

  /// Visits a tensor.
  ///
  /// @param name unique among its siblings
  /// @param tensor the current tensor; null when it does not exist yet or has grown, so that
  ///   loading creates a new one
  /// @return on saving the same tensor; on loading the same tensor filled in place, or a new one
  ///   when it was null
  Tensor tensor(String name, @Nullable Tensor tensor);

  /// Visits an integer.
  ///
  /// @param name unique among its siblings
  /// @param value the current number
  /// @return on saving the same number; on loading the saved one
  long counter(String name, long value);

  /// Visits a floating-point number, bit for bit.
  ///
  /// @param name unique among its siblings
  /// @param value the current number
  /// @return on saving the same number; on loading the saved one
  default double number(String name, double value) {
    return Double.longBitsToDouble(counter(name, Double.doubleToLongBits(value)));
  }

  /// Visits a part.
  ///
  /// @param name unique among its siblings
  /// @param part its names are prefixed by this name
  void child(String name, Stateful part);
}
