package everymode.autoregressive;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// Samples of which some values are given.
///
/// @param x `[n, ...]` in model units
/// @param given whether a value stays as it is, bool `[n, ...]`
public record Known(Tensor x, Tensor given) {

  /// Samples of which nothing is given.
  ///
  /// @param shape of a sample
  public static Known nothing(int n, long... shape) {
    long[] all = new long[shape.length + 1];
    all[0] = n;
    System.arraycopy(shape, 0, all, 1, shape.length);
    Tensor x = Ops.zeros(all);
    return new Known(x, x.gt(x));
  }
}
