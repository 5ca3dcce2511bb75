package everymode.metric.feature;

import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Mean and sample covariance of a set of features: all that the Fréchet distance wants to know.
///
/// `Σ = Σ_i (x_i − μ)(x_i − μ)ᵀ / (n − 1)`, in double precision. Equal rows give equal bytes
/// whatever the number of threads. Anybody may share it; nobody changes its arrays.
///
/// @param mean μ, `[dim]`
/// @param covariance Σ, `[dim × dim]`, row by row, symmetric to the bit
/// @param n rows behind them; 0 when a file does not say
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record FeatureMoments(double[] mean, double[] covariance, long n) {

  /// Checks the shape.
  public FeatureMoments {
    if (covariance.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          "a mean of %d and %d covariances".formatted(mean.length, covariance.length));
    }
  }

  /// Measures samples.
  ///
  /// @param x `[n, ...]`, each row one sample, n at least 2, finite
  /// @return their moments
  /// @throws EverymodeException when there are fewer than two rows or a number is not finite
  public static FeatureMoments of(Tensor x) {
    return of(PointSet.of(x));
  }

  public static FeatureMoments of(PointSet x) {
    return new CovarianceAccumulator(x).moments();
  }

  /// Reads moments that this or another tool has written.
  ///
  /// @param file an `.npz` file with `mu` `[dim]` and `sigma` `[dim, dim]`; `n`, one whole number,
  ///   may tell the number of rows
  /// @return the moments
  /// @throws EverymodeException when the file does not hold them
  public static FeatureMoments read(Path file) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file);
      Tensor mu = arrays.get("mu");
      Tensor sigma = arrays.get("sigma");
      if (mu == null || sigma == null) {
        throw new EverymodeException(
            file
                + ": must hold the arrays mu and sigma, but holds "
                + (arrays.isEmpty() ? "none" : String.join(", ", arrays.keySet()))
                + "; write it with numpy.savez(file, mu=..., sigma=...)");
      }
      boolean fits =
          mu.dim() == 1
              && sigma.dim() == 2
              && sigma.size(0) == mu.size(0)
              && sigma.size(1) == mu.size(0);
      if (!fits || !Ops.finite(mu) || !Ops.finite(sigma)) {
        throw new EverymodeException(
            file
                + ": mu must be [d] and sigma [d, d], of finite numbers, but "
                + (fits ? "some numbers are not finite" : "their shapes differ")
                + "; write the mean and the covariance of the same features");
      }
      Tensor n = arrays.get("n");
      return new FeatureMoments(
          Ops.doubles(mu),
          symmetric(file, Ops.doubles(sigma), Math.toIntExact(mu.size(0))),
          n == null || n.numel() != 1 ? 0 : Math.max(0, Ops.longs(n)[0]));
    }
  }

  /// Writes the moments as `mu`, `sigma` and, when it is known, `n`; tools that want only the first
  /// two do not mind the third.
  ///
  /// @param file where to; a file that is there is replaced
  /// @throws EverymodeException when the file cannot be written
  public void write(Path file) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put("mu", Ops.of(mean, mean.length));
      arrays.put("sigma", Ops.of(covariance, mean.length, mean.length));
      if (n > 0) {
        arrays.put("n", Ops.of(n));
      }
      Npz.write(file, arrays);
    }
  }

  int dim() {
    return mean.length;
  }

  /// `tr Σ`.
  double trace() {
    double sum = 0;
    for (int c = 0; c < mean.length; c++) {
      sum += covariance[c * mean.length + c];
    }
    return sum;
  }

  /// The Frobenius norm of Σ, at least its largest eigenvalue.
  double norm() {
    double squares = 0;
    for (double value : covariance) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static double[] symmetric(Path file, double[] sigma, int dim) {
    double largest = 0;
    for (double value : sigma) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < dim; i++) {
      for (int j = 0; j < i; j++) {
        double a = sigma[i * dim + j];
        double b = sigma[j * dim + i];
        if (Math.abs(a - b) > 1e-5 * largest) {
          throw new EverymodeException(
              file
                  + ": sigma must be symmetric, but its entries [%d, %d] and [%d, %d] are %s and %s"
                      .formatted(i, j, j, i, a, b)
                  + "; write the covariance of the features");
        }
        sigma[i * dim + j] = (a + b) / 2;
        sigma[j * dim + i] = (a + b) / 2;
      }
    }
    return sigma;
  }
}
