package everymode.train;

import everymode.random.RandomKey;
import java.util.function.DoubleSupplier;

/// One of the things that happen in each step of a game.
public sealed interface Action {

  /// The name under which the loss is reported.
  ///
  /// @return unique within the play
  String name();

  /// A player minimises an objective.
  ///
  /// @param name unique within the play, such as `discriminator`
  /// @param randomKey names the random numbers of this update; unique within the play, and never
  ///   changed, since another one gives other runs
  /// @param player whose parameters are updated
  /// @param objective what it minimises
  /// @param times updates in one step, each on a fresh batch
  record Update(String name, String randomKey, Player player, Objective objective, int times)
      implements Action {

    /// An update whose random numbers go by its name.
    ///
    /// @param name unique within the play
    /// @param player whose parameters are updated
    /// @param objective what it minimises
    /// @param times updates in one step
    public Update(String name, Player player, Objective objective, int times) {
      this(name, name, player, objective, times);
    }

    /// Checks the number of updates.
    public Update {
      if (times < 1) {
        throw new IllegalArgumentException("times must be at least 1, but is " + times);
      }
    }
  }

  /// Work between the updates: clip, pool, balance, refit. In simultaneous order it waits, like the
  /// updates, until all gradients have been computed.
  ///
  /// @param name unique within the play
  /// @param every steps from one time to the next
  /// @param work what to do
  record Task(String name, long every, Work work) implements Action {

    /// What a task does.
    @FunctionalInterface
    public interface Work {

      /// Does it once.
      ///
      /// @param step the step within the stage, from 0
      /// @param key decides the random numbers of this time
      void run(long step, RandomKey key);
    }

    /// Checks the number of steps.
    public Task {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, but is " + every);
      }
    }
  }

  /// A number that is reported beside the losses.
  ///
  /// @param name unique within the play, such as `widest axis`
  /// @param every steps from one reading to the next
  /// @param value computes it; it changes nothing
  record Monitor(String name, long every, DoubleSupplier value) implements Action {

    /// Checks the number of steps.
    public Monitor {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, but is " + every);
      }
    }
  }
}
