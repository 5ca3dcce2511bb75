package everymode.metric;

import everymode.chance.Chance;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The kernel distance: the squared maximum mean discrepancy with the kernel `k(x, y) = (x·y/d +
/// 1)³`, without bias: `mean_{i≠j} k(x_i, x_j) + mean_{i≠j} k(y_i, y_j) − 2 mean_{i,j} k(x_i,
/// y_j)`.
///
/// 0 in the mean for equal laws, and sometimes below 0.
///
/// *Source:* Bińkowski, Sutherland, Arbel and Gretton, "Demystifying MMD GANs", ICLR 2018.
final class KernelDistance {

  private static final int SUBSETS = 100;
  private static final int ROWS = 1_000;

  private KernelDistance() {}

  /// The mean over 100 subsets of 1,000 rows each, or all rows once where there are no more.
  ///
  /// @param x at least 2 points
  /// @param y at least 2 points of the same dimension
  /// @param chance decides the subsets
  static double squared(Cloud x, Cloud y, Chance chance) {
    int n = Math.min(ROWS, Math.min(x.n(), y.n()));
    if (n == x.n() && n == y.n()) {
      return full(x, y);
    }
    double sum = 0;
    for (int i = 0; i < SUBSETS; i++) {
      Chance here = chance.at(i);
      sum +=
          full(
              x.pick(Truth.some(x.n(), n, here.at("x"))),
              y.pick(Truth.some(y.n(), n, here.at("y"))));
    }
    return sum / SUBSETS;
  }

  /// Over all rows.
  static double full(Cloud x, Cloud y) {
    try (var _ = new Scope()) {
      Tensor a = Ops.toDouble(Ops.of(x.values(), x.n(), x.dim()));
      Tensor b = Ops.toDouble(Ops.of(y.values(), y.n(), y.dim()));
      return within(a) + within(b) - 2 * kernel(a, b).mean().item_double();
    }
  }

  private static double within(Tensor x) {
    double n = x.size(0);
    Tensor k = kernel(x, x);
    return (k.sum().item_double() - k.trace().item_double()) / (n * (n - 1));
  }

  private static Tensor kernel(Tensor x, Tensor y) {
    return Ops.plus(Ops.times(x.matmul(y.t()), 1.0 / x.size(1)), 1).pow(new Scalar(3.0));
  }
}
