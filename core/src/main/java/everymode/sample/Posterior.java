package everymode.sample;

import org.bytedeco.pytorch.Tensor;

/// A model that knows how probable each of its components is for a given row.
public interface Posterior {

  /// The number of components.
  ///
  /// @return at least 1
  int components();

  /// The probability of each component given some rows.
  ///
  /// @param x float32 `[n, ...]` in data units
  /// @return float64 `[n, components]`, the sum of each row is 1
  Tensor posterior(Tensor x);
}
