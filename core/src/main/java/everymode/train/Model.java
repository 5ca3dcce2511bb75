package everymode.train;

import everymode.tensor.Stateful;
import java.util.Optional;

/// What is trained: a list of stages over some state.
public interface Model extends Stateful {

  /// A stage, as a function of configuration and state alone: a model that was loaded in the middle
  /// of a stage gives the same stage as the one that was saved.
  ///
  /// @param index the number of the stage, from 0
  /// @return the stage, or nothing after the last
  Optional<Stage> stage(int index);

  /// Draws samples with the state as it is now, and with averaged weights where there are any.
  ///
  /// @return samples in data units
  Sampler sampler();

  /// Called once after the last stage of a model inside a model: it may drop what only training
  /// needs.
  default void finish() {}
}
