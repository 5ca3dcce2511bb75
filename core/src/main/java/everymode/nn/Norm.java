package everymode.nn;

/// What keeps a network's signals in range; one line of a recipe.
public sealed interface Norm {

  /// Nothing.
  record None() implements Norm {}

  /// Batch normalisation between the layers.
  record Batch() implements Norm {}

  /// Spectral normalisation of every layer's weights.
  record Spectral() implements Norm {}
}
