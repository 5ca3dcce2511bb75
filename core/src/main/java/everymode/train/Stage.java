package everymode.train;

import everymode.data.Source;
import java.util.List;

/// One part of a model's training.
public sealed interface Stage {

  /// The reported name, such as `train`.
  String name();

  /// Steps in which players are updated.
  ///
  /// @param name the reported name
  /// @param steps number of steps
  /// @param batchSize rows of a batch
  /// @param data source of real batches
  /// @param order when players are updated
  /// @param actions the actions of a step, in order
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
  /// @param name the reported name
  /// @param steps maximum number of steps
  /// @param work the work of a step
  record Fit(String name, long steps, FitStep work) implements Stage {}

  /// Models inside a model, each trained to its end.
  ///
  /// @param name the reported name
  /// @param models independent of one another
  record Parts(String name, List<Model> models) implements Stage {

    /// Copies the list.
    public Parts {
      models = List.copyOf(models);
    }
  }
}
