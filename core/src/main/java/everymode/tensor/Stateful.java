package everymode.tensor;

/// Something with state that must survive: a layer, a player, a model, a run.
@FunctionalInterface
public interface Stateful {

  /// Walks over all state, in the same order for saving and for loading.
  ///
  /// Counters that decide structure come first: on loading they return what was saved, so that the
  /// rest of the walk already sees the right structure.
  ///
  /// @param s the visitor
  void state(StateVisitor s);
}
