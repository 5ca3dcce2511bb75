package everymode.autoregressive;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The kernel of a Gaussian kernel estimate of the density of some rows: it has the shape of their
/// covariance, and the width at which rows are most likely given the others.
///
/// *Source:* leave-one-out likelihood, Habbema, Hermans and van den Broek, 1974; the shape and the
/// rate with the number of rows, Silverman, "Density estimation for statistics and data analysis",
/// 1986.
final class DensityKernel {

  private static final int MOST = 1_000; // rows that are compared with each other
  private static final int TRIED = 40;
  private static final double LEAST = 1e-3;
  private static final double RIDGE = 1e-4; // for numbers that follow from others

  private DensityKernel() {}

  /// The factor *A* of a kernel that is the distribution of *A e* for normal *e*.
  ///
  /// @param x `[n, dim]`, in units of the deviations of the numbers
  /// @return lower triangular, `[dim, dim]`
  static Tensor of(Tensor x) {
    try (var scope = new Scope()) {
      long n = x.size(0);
      Tensor centred = Ops.toDouble(x.sub(x.mean(0)));
      Tensor covariance = Ops.times(centred.t().matmul(centred), 1.0 / Math.max(1, n - 1));
      covariance.diagonal().add_(new Scalar(RIDGE));
      Tensor factor = torch.linalg_cholesky(covariance);
      Tensor white = torch.linalg_solve_triangular(factor, centred.t(), false).t();
      return scope.keep(Ops.toFloat(Ops.times(factor, bandwidth(white.contiguous()))));
    }
  }

  /// The bandwidth for rows of unit covariance.
  ///
  /// @param x float64 `[n, dim]`
  /// @return from 0.001 to 1; 0.001 where most rows occur more than once
  static double bandwidth(Tensor x) {
    try (var _ = new Scope()) {
      long n = x.size(0);
      long m = Math.min(MOST, n);
      long dim = x.size(1);
      if (m < 2) {
        return LEAST;
      }
      Tensor every = Ops.times(Ops.toDouble(Ops.range(m)), (double) n / m).to(ScalarType.Long);
      Tensor some = Ops.rows(x, every); // rows may be in order of their modes
      Tensor squares = Ops.distances(some, some, 2).square();
      squares.fill_diagonal_(new Scalar(Double.POSITIVE_INFINITY));
      double best = LEAST;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < TRIED; i++) {
        double h = Math.pow(LEAST, 1 - i / (TRIED - 1.0));
        double mean = Ops.times(squares, -0.5 / (h * h)).logsumexp(1).mean().item_double();
        double likelihood = mean - dim * Math.log(h);
        if (likelihood > most) {
          most = likelihood;
          best = h;
        }
      }
      return best * Math.pow((double) m / n, 1.0 / (dim + 4));
    }
  }
}
