package everymode.train;

import everymode.random.RandomKey;

/// Work that no gradient does, in steps of at most about a second.
@FunctionalInterface
public interface FitStep {

  /// Does one step.
  ///
  /// @param step the step within the stage, from 0
  /// @param key the chance of this step
  /// @return true when the work ended early
  boolean step(long step, RandomKey key);
}
