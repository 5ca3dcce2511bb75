package everymode.sample;

/// The values that a network may generate, in model units.
public enum OutputRange {
  /// Any number.
  LINEAR,
  /// Numbers from −1 to 1, by a hyperbolic tangent.
  TANH,
  /// Probabilities that sum to 1 over the first axis of a sample, by a softmax.
  SOFTMAX
}
