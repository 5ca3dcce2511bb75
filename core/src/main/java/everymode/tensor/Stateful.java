package everymode.tensor;

/// An object with state to be saved: a layer, a player, a model, a run.
@FunctionalInterface
public interface Stateful {

  /// Visits all state, in the same order for saving and for loading.
  ///
  /// Counters that determine structure come first: on loading they return the saved values, so that
  /// the rest of the traversal has the right structure.
  void state(StateVisitor s);
}
