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
  /// @param batch rows of a batch
  /// @param data where real batches come from
  /// @param order when players descend
  /// @param acts what happens in a step
  record Play(String name, long steps, int batch, Source data, Order order, List<Act> acts)
      implements Stage {

    /// Copies the list.
    public Play {
      acts = List.copyOf(acts);
    }
  }

  /// Work without players: estimation, transport, reweighting.
  ///
  /// @param name what people call it
  /// @param steps at most so many
  /// @param work what a step does
  record Fit(String name, long steps, Work work) implements Stage {}

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
