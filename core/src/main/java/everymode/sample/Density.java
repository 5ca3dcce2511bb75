package everymode.sample;

import org.bytedeco.pytorch.Tensor;

/// A model that knows its density.
public interface Density {

  /// Natural logarithm of the density at some samples, in the units of the data: for images the
  /// density of intensities in [0, 1], or the probability of their levels where a model is one of
  /// levels.
  ///
  /// @param x float32 `[n, ...]` in data units
  /// @return float64 `[n]`, in nats
  Tensor logProb(Tensor x);
}
