package everymode.metric.feature;

import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.stat.StatUtils;

/// Mean and sample covariance of a set of features: the inputs of the Fréchet distance.
///
/// `Σ = Σ_i (x_i − μ)(x_i − μ)ᵀ / (n − 1)`, in double precision. Equal rows give identical bytes
/// for any number of threads. It may be shared between threads; its arrays must not be modified.
///
/// @param mean μ, `[dim]`
/// @param covariance Σ, `[dim × dim]`, row by row, exactly symmetric
/// @param n number of rows; 0 if a file does not state it
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record FeatureMoments(double[] mean, double[] covariance, long n) {

  /// Checks the shape.
  public FeatureMoments {
    if (covariance.length != mean.length * mean.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a mean of %d numbers requires a square covariance, but it has %d entries",
              mean.length,
              covariance.length));
    }
  }

  /// Computes the moments of samples.
  ///
  /// @param x `[n, ...]`, each row one sample, n at least 2, finite
  /// @throws EverymodeException when there are fewer than two rows or a number is not finite
  public static FeatureMoments of(Tensor x) {
    return of(PointSet.of(x));
  }

  public static FeatureMoments of(PointSet x) {
    return new CovarianceAccumulator(x).moments();
  }

  /// Reads moments written by this or another tool.
  ///
  /// @param file an `.npz` file with `mu` `[dim]` and `sigma` `[dim, dim]`; optionally `n`, an
  ///   integer, the number of rows; other arrays are not read
  /// @throws EverymodeException when the file does not hold them
  public static FeatureMoments read(Path file) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = Npz.read(file, List.of("mu", "sigma", "n"));
      Tensor mu = arrays.get("mu");
      Tensor sigma = arrays.get("sigma");
      if (mu == null || sigma == null) {
        throw new EverymodeException(
            file
                + ": must hold the arrays mu and sigma, but holds "
                + (Npz.names(file).isEmpty() ? "none" : String.join(", ", Npz.names(file)))
                + "; save it with numpy.savez(file, mu=..., sigma=...)");
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
                + "; save the mean and the covariance of the same features");
      }
      Tensor n = arrays.get("n");
      return new FeatureMoments(
          Ops.doubles(mu),
          symmetric(file, Ops.doubles(sigma), Math.toIntExact(mu.size(0))),
          n == null || n.numel() != 1 ? 0 : Math.max(0, Ops.longs(n)[0]));
    }
  }

  /// Writes the moments as `mu`, `sigma` and, if known, `n`; tools that need only the first two
  /// ignore the third.
  ///
  /// @param file an existing file is replaced
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
    return Math.sqrt(StatUtils.sumSq(covariance));
  }

  private static double[] symmetric(Path file, double[] sigma, int dim) {
    double largest = Arrays.stream(sigma).map(Math::abs).max().orElse(0);
    for (int i = 0; i < dim; i++) {
      for (int j = 0; j < i; j++) {
        double a = sigma[i * dim + j];
        double b = sigma[j * dim + i];
        if (Math.abs(a - b) > 1e-5 * largest) {
          throw new EverymodeException(
              file
                  + String.format(
                      Locale.ROOT,
                      ": sigma must be symmetric, but its entries [%d, %d] and [%d, %d] are %s and %s",
                      i,
                      j,
                      j,
                      i,
                      a,
                      b)
                  + "; save the covariance of the features");
        }
        sigma[i * dim + j] = (a + b) / 2;
        sigma[j * dim + i] = (a + b) / 2;
      }
    }
    return sigma;
  }
}
