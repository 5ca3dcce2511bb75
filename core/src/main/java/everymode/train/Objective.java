package everymode.train;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// What a player descends on: a pure function of the turn. Objectives add up by [#plus].
@FunctionalInterface
public interface Objective {

  /// The loss.
  ///
  /// @param context what happens now
  /// @return shape []
  Tensor at(StepContext context);

  /// This objective and another one.
  ///
  /// @param weight factor of the other one
  /// @param other the term to add
  /// @return their weighted sum
  default Objective plus(double weight, Objective other) {
    return context -> at(context).add(Ops.times(other.at(context), weight));
  }
}
