package everymode.train;

import everymode.data.Source;
import java.util.List;

/// One part of a model's training.
public sealed interface Stage {

  /// What people call it.
  ///
  /// @return such as `train`
  String name();

  /// Players act in steps.
  ///
  /// @param name what people call it
  /// @param steps how many
  /// @param batchSize rows of a batch
  /// @param data where real batches come from
  /// @param order when players descend
  /// @param actions what happens in a step
  record Play(
      String name, long steps, int batchSize, Source data, UpdateOrder order, List<Action> actions)
      implements Stage {

    /// Copies the list.
    public Play {
      actions = List.copyOf(actions);
    }
  }

  /// Work without players: estimation, transport, reweighting.
  ///
  /// @param name what people call it
  /// @param steps at most so many
  /// @param work what a step does
  record Fit(String name, long steps, FitStep work) implements Stage {}

  /// Models inside a model, each trained to its end.
  ///
  /// @param name what people call it
  /// @param models independent of one another
  record Parts(String name, List<Model> models) implements Stage {

    /// Copies the list.
    public Parts {
      models = List.copyOf(models);
    }
  }
}
