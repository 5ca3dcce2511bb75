package everymode.autoregressive;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Levels of intensity and their values in [−1, 1].
final class Quantisation {

  private Quantisation() {}

  /// The nearest levels.
  ///
  /// @return int64, from 0 to levels − 1
  static Tensor level(Tensor x, int levels) {
    return rounded(x, levels).to(ScalarType.Long);
  }

  /// The distance of two neighbouring values.
  static double step(int levels) {
    return 2.0 / (levels - 1);
  }

  /// The values of levels.
  ///
  /// @param level of floating point
  static Tensor value(Tensor level, int levels) {
    return Ops.plus(Ops.times(level, step(levels)), -1);
  }

  /// The nearest values.
  static Tensor nearest(Tensor x, int levels) {
    return value(rounded(x, levels), levels);
  }

  /// The nearest values, with the gradient of x.
  static Tensor straightThrough(Tensor x, int levels) {
    return x.add(nearest(x.detach(), levels).sub(x.detach()));
  }

  private static Tensor rounded(Tensor x, int levels) {
    return Ops.times(Ops.plus(x, 1), (levels - 1) / 2.0)
        .round()
        .clamp_min(new Scalar(0))
        .clamp_max(new Scalar(levels - 1));
  }
}
