package everymode.train;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// What a player minimises: a pure function of the step context. Objectives are added with [#plus].
@FunctionalInterface
public interface Objective {

  /// The loss.
  ///
  /// @return shape []
  Tensor at(StepContext context);

  /// The sum of this objective and another one.
  ///
  /// @param weight factor of the other one
  default Objective plus(double weight, Objective other) {
    return context -> at(context).add(Ops.times(other.at(context), weight));
  }
}
