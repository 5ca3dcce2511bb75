package everymode.autoregressive;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The bandwidth of a Gaussian kernel estimate of the density of some rows, under which rows are
/// most likely given the others.
///
/// *Source:* leave-one-out likelihood, Habbema, Hermans and van den Broek, 1974; the rate with the
/// number of rows, Silverman, "Density estimation for statistics and data analysis", 1986.
final class KernelBandwidth {

  private static final int MOST = 1_000; // rows that are compared with each other
  private static final int TRIED = 40;
  private static final double LEAST = 1e-3;

  private KernelBandwidth() {}

  /// The bandwidth for some rows.
  ///
  /// @param x `[n, dim]`, in units in which no number varies much more than others
  /// @return from 0.001 to 1; 0.001 where most rows occur more than once
  static double of(Tensor x) {
    try (var _ = new Scope()) {
      long n = x.size(0);
      long m = Math.min(MOST, n);
      long dim = x.size(1);
      if (m < 2) {
        return LEAST;
      }
      Tensor every = Ops.times(Ops.toDouble(Ops.range(m)), (double) n / m).to(ScalarType.Long);
      Tensor some = Ops.toDouble(Ops.rows(x, every)); // rows may be in order of their modes
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
