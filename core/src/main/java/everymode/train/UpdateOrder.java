package everymode.train;

/// When the players of a play are updated.
public enum UpdateOrder {
  /// Each update sees the results of the updates before it.
  ALTERNATING,
  /// All gradients are computed first, then all updates applied.
  SIMULTANEOUS
}
