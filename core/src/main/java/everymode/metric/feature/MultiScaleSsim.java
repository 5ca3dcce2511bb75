package everymode.metric.feature;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Multi-scale structural similarity of pairs of images: 1 for equal images.
///
/// At each scale, with Gaussian-weighted means μ, variances σ² and covariance over windows inside
/// the image, contrast and structure are `cs = (2σ_xy + C₂)/(σ_x² + σ_y² + C₂)` and luminance is `l
/// = (2μ_xμ_y + C₁)/(μ_x² + μ_y² + C₁)`, with `C₁ = 0.01²`, `C₂ = 0.03²` for intensities in [0, 1].
/// Between scales both images are averaged over 2×2 pixels. The similarity is `(mean l·cs of the
/// last scale)^{w_M} ∏_{s<M} (mean cs)^{w_s}`; means below 0 count as 0, and channels are averaged.
///
/// *Source:* Wang, Simoncelli and Bovik, "Multi-scale Structural Similarity for Image Quality
/// Assessment", 2003: an 11×11 window with standard deviation 1.5 and five scales. *Ours, for small
/// images:* as many of the first scales as leave a side of at least 11, with weights renormalised
/// to sum to 1; below 11 pixels one scale with the largest odd window that fits.
///
/// The result lies in [0, 1]. *Pitfalls:* sizes with different numbers of scales must not be
/// compared; flat images differ only by their brightness; one inverted channel is masked by the
/// mean of the others.
final class MultiScaleSsim {

  private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
  private static final int WINDOW = 11;
  private static final double STANDARD_DEVIATION = 1.5;
  private static final double C1 = 0.01 * 0.01;
  private static final double C2 = 0.03 * 0.03;

  private MultiScaleSsim() {}

  /// The similarity of each pair.
  ///
  /// @param a `[n, c, h, w]` in [0, 1]
  /// @param b the same shape
  /// @return `[n]`, each at most 1
  static double[] pairs(Tensor a, Tensor b) {
    try (var _ = new Scope()) {
      int side = (int) Math.min(a.size(2), a.size(3));
      int scales = scales(side);
      double[] weight = weights(scales);
      Tensor window = window(Math.min(WINDOW, side - 1 + side % 2));
      Tensor x = Ops.toDouble(a).reshape(-1, 1, a.size(2), a.size(3)); // [n·c, 1, h, w]
      Tensor y = Ops.toDouble(b).reshape(-1, 1, a.size(2), a.size(3));
      Tensor product = null;
      for (int s = 0; s < scales; s++) {
        Tensor factor =
            scale(x, y, window, s == scales - 1)
                .clamp_min(new Scalar(0))
                .pow(new Scalar(weight[s])); // [n·c]
        product = product == null ? factor : product.mul(factor);
        if (s < scales - 1) {
          x = Ops.avgPool2(x);
          y = Ops.avgPool2(y);
        }
      }
      return Ops.doubles(Objects.requireNonNull(product).view(a.size(0), -1).mean(1));
    }
  }

  static int scales(int side) {
    int scales = 1;
    while (scales < WEIGHTS.length && side >> scales >= WINDOW) {
      scales++;
    }
    return scales;
  }

  private static double[] weights(int scales) {
    double[] weight = Arrays.copyOf(WEIGHTS, scales);
    double sum = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(w -> w / sum).toArray();
  }

  private static Tensor window(int size) {
    double[] kernel = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double offset = i - (size - 1) / 2.0;
      kernel[i] = Math.exp(-offset * offset / (2 * STANDARD_DEVIATION * STANDARD_DEVIATION));
      sum += kernel[i];
    }
    double[] kernel2d = new double[size * size];
    for (int i = 0; i < kernel2d.length; i++) {
      kernel2d[i] = kernel[i / size] * kernel[i % size] / (sum * sum);
    }
    return Ops.of(kernel2d, 1, 1, size, size);
  }

  /// `[n]`: mean of cs, or of l · cs at the last scale.
  private static Tensor scale(Tensor x, Tensor y, Tensor window, boolean last) {
    Tensor mx = mean(x, window);
    Tensor my = mean(y, window);
    Tensor vx = mean(x.mul(x), window).sub(mx.mul(mx));
    Tensor vy = mean(y.mul(y), window).sub(my.mul(my));
    Tensor vxy = mean(x.mul(y), window).sub(mx.mul(my));
    Tensor cs = ratio(Ops.times(vxy, 2), vx.add(vy), C2);
    Tensor map =
        last ? cs.mul(ratio(Ops.times(mx.mul(my), 2), mx.mul(mx).add(my.mul(my)), C1)) : cs;
    return map.view(map.size(0), -1).mean(1);
  }

  private static Tensor ratio(Tensor above, Tensor below, double c) {
    return Ops.plus(above, c).div(Ops.plus(below, c));
  }

  private static Tensor mean(Tensor x, Tensor window) {
    return Ops.conv(x, window, null, 1, 0);
  }
}
