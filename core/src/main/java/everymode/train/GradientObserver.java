package everymode.train;

import org.bytedeco.pytorch.TensorVector;

/// Sees the gradients of the updates of a game before they are applied.
@FunctionalInterface
public interface GradientObserver {

  /// Called for each update on the training thread. It must change nothing.
  ///
  /// @param step the step within the stage, from 0
  /// @param update the update
  /// @param gradients one per parameter of the player, freed at the end of the step
  void observe(long step, Action.Update update, TensorVector gradients);
}
