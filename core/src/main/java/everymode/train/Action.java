package everymode.train;

import everymode.config.Require;
import everymode.random.RandomKey;
import java.util.function.DoubleSupplier;
import java.util.function.LongPredicate;

/// An action in each step of a game.
public sealed interface Action {

  /// The name under which the loss is reported.
  ///
  /// @return unique within the play
  String name();

  /// A player minimises an objective.
  ///
  /// @param name unique within the play, such as `discriminator`
  /// @param randomKey name of the random key of this update; unique within the play, and never
  ///   changed, since a different name changes all random numbers
  /// @param player whose parameters are updated
  /// @param objective what it minimises
  /// @param times updates in one step, each on a fresh batch
  record Update(String name, String randomKey, Player player, Objective objective, int times)
      implements Action {

    /// An update whose random key has the update's name.
    ///
    /// @param name unique within the play
    /// @param player whose parameters are updated
    /// @param objective what it minimises
    /// @param times updates in one step
    public Update(String name, Player player, Objective objective, int times) {
      this(name, name, player, objective, times);
    }

    /// Validates the number of updates.
    public Update {
      Require.atLeast("times", times, 1);
    }
  }

  /// Work between the updates: clip, pool, balance, refit. In simultaneous order it is run, like
  /// the updates, after all gradients have been computed.
  ///
  /// @param name unique within the play
  /// @param every number of steps from one run to the next
  record Task(String name, long every, Work work) implements Action {

    /// The work of a task.
    @FunctionalInterface
    public interface Work {

      /// Runs once.
      ///
      /// @param step the step within the stage, from 0
      /// @param key random key of this run
      void run(long step, RandomKey key);
    }

    /// Validates the number of steps.
    public Task {
      Require.atLeast("every", every, 1);
    }
  }

  /// A value that is reported with the losses, also of the last step.
  ///
  /// @param name unique within the play, such as `widest axis`
  /// @param due whether it is reported after as many steps of the stage
  /// @param value computes it, without side effects
  record Monitor(String name, LongPredicate due, DoubleSupplier value) implements Action {}
}
