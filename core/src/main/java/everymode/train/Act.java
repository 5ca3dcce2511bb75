package everymode.train;

import java.util.function.DoubleSupplier;

/// What happens in a step of a play.
public sealed interface Act {

  /// The name under which losses and chances are found.
  ///
  /// @return unique within the play
  String name();

  /// A player descends on an objective.
  ///
  /// @param name unique within the play, such as `critic`
  /// @param player who moves
  /// @param objective what it descends on
  /// @param times descents in one step, each on a fresh turn
  record Move(String name, Player player, Objective objective, int times) implements Act {

    /// Checks the number of descents.
    public Move {
      if (times < 1) {
        throw new IllegalArgumentException("times must be at least 1, but is " + times);
      }
    }
  }

  /// Work between the moves: clip, pool, balance, refit. In simultaneous order it waits, like the
  /// descents, until all gradients are there.
  ///
  /// @param name unique within the play
  /// @param every steps from one time to the next
  /// @param work what to do; whether it ended early does not matter here
  record Task(String name, long every, Work work) implements Act {

    /// Checks the number of steps.
    public Task {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, but is " + every);
      }
    }
  }

  /// A look at a number that is told beside the losses.
  ///
  /// @param name unique within the play, such as `widest axis`
  /// @param every steps from one look to the next
  /// @param value looks; it changes nothing
  record Gauge(String name, long every, DoubleSupplier value) implements Act {

    /// Checks the number of steps.
    public Gauge {
      if (every < 1) {
        throw new IllegalArgumentException("every must be at least 1, but is " + every);
      }
    }
  }
}
