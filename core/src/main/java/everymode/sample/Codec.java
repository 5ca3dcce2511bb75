package everymode.sample;

import org.bytedeco.pytorch.Tensor;

/// A model that maps samples to codes and back.
public interface Codec {

  /// Codes of samples, without a graph.
  ///
  /// @param x float32 `[n, ...]` in data units
  /// @return float32 `[n, d]`
  Tensor encode(Tensor x);

  /// Samples of codes, without a graph.
  ///
  /// @param z float32 `[n, d]`
  /// @return float32 `[n, ...]` in data units
  Tensor decode(Tensor z);
}
