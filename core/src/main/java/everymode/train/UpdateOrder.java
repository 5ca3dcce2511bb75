package everymode.train;

/// When the players of a play descend.
public enum UpdateOrder {
  /// Each move sees what the moves before it did.
  ALTERNATING,
  /// All gradients first, then all descents.
  SIMULTANEOUS
}
