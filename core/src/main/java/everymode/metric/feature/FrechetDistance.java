package everymode.metric.feature;

import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/// The Fréchet distance between two sets of features, each approximated by a normal distribution.
///
/// With means μ and sample covariances Σ (n − 1),
///
/// `d² = ‖μ₁ − μ₂‖² + tr Σ₁ + tr Σ₂ − 2 tr (Σ₁Σ₂)^½`,
///
/// and, as is common, d² is returned. It is at least 0, in squared units of the features, and 0
/// exactly when both moments agree.
///
/// The last trace is that of `(Σ₁^½ Σ₂ Σ₁^½)^½`, a symmetric matrix without negative eigenvalues,
/// and thus the sum of the singular values of `M = F₁F₂ᵀ` for any factors with `FᵢᵀFᵢ = Σᵢ`. These
/// are never complex and are accurate relative to the largest, even for singular covariances. If
/// there are no more rows than features, the centred rows are the factor; otherwise it is the
/// Cholesky factor or, when the covariance is close to singular, that of the eigendecomposition
/// with eigenvalues clamped at 0. For large M the square roots of the eigenvalues of `MMᵀ = LᵀΣ₂L`
/// are used, which is faster, unless rounding of small ones could visibly affect the sum.
///
/// *Pitfalls:* it depends on the feature network, so distances in the features of different
/// networks must not be compared; it sees only two moments; it is biased upwards by about `1/n`, so
/// compare only at equal n; it needs n well above the number of features.
///
/// *Source:* Heusel, Ramsauer, Unterthiner, Nessler, Hochreiter, "GANs Trained by a Two Time-Scale
/// Update Rule Converge to a Local Nash Equilibrium", NeurIPS 2017; Dowson and Landau, "The Fréchet
/// Distance between Multivariate Normal Distributions", 1982. *Differences:* singular values
/// instead of a matrix square root.
public final class FrechetDistance {

  private static final double UNIT = 0x1p-52;
  private static final double VISIBLE = 1e-9;
  private static final int LARGE = 256;

  private FrechetDistance() {}

  /// Compares two sets of features. Thread-safe; equal rows give identical results.
  ///
  /// @param x `[n, ...]`, each row one sample, n at least 2, finite
  /// @param y `[m, ...]`, rows as long as those of x, m at least 2
  /// @return the distance d², at least 0
  /// @throws EverymodeException when there are too few rows, or rows differ in length
  public static double distance(Tensor x, Tensor y) {
    return distance(PointSet.of(x), PointSet.of(y));
  }

  /// Compares two sets given by their moments.
  ///
  /// @return the distance d², at least 0
  /// @throws EverymodeException when the moments differ in dimension
  public static double distance(FeatureMoments a, FeatureMoments b) {
    try (var _ = new Scope()) {
      return distance(Side.of(a), Side.of(b));
    }
  }

  public static double distance(PointSet x, PointSet y) {
    try (var _ = new Scope()) {
      return distance(Side.of(x), Side.of(y));
    }
  }

  /// Compares a set with given moments, such as those read from a file.
  public static double distance(PointSet x, FeatureMoments y) {
    try (var _ = new Scope()) {
      return distance(Side.of(x), Side.of(y));
    }
  }

  private static double distance(Side a, Side b) {
    if (a.mean.length != b.mean.length) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "the Fréchet distance needs features of equal number, but one side has %d and the other",
                  a.mean.length)
              + String.format(
                  Locale.ROOT, " %d; compute both with the same network", b.mean.length));
    }
    double means = 0;
    for (int c = 0; c < a.mean.length; c++) {
      double difference = a.mean[c] - b.mean[c];
      means += difference * difference;
    }
    return Math.max(0, means + (a.trace + b.trace - 2 * common(a, b)));
  }

  /// `tr (Σ₁Σ₂)^½`.
  private static double common(Side a, Side b) {
    if (a.moments != null && b.moments != null && a.mean.length >= LARGE) {
      double sum = byEigenvalues(a.moments, b.moments);
      if (!Double.isNaN(sum)) {
        return sum;
      }
    }
    Tensor product = a.factor.get().matmul(b.factor.get().t());
    return Arrays.stream(Ops.doubles(torch.linalg_svdvals(product))).sum();
  }

  /// The same from the eigenvalues of `LᵀΣ₂L`, where Σ₁ = LLᵀ; NaN if there is no such L, or if the
  /// rounding error δ of the eigenvalues could change the sum by a visible part of the traces: it
  /// changes a root √λ by at most δ / √λ, and by at most √δ.
  private static double byEigenvalues(FeatureMoments a, FeatureMoments b) {
    Tensor lower = cholesky(a);
    if (lower == null) {
      return Double.NaN;
    }
    Tensor square = GramMatrix.sandwich(lower, matrix(b));
    double rounding = 16 * UNIT * a.norm() * b.norm();
    double sum = 0;
    double error = 0;
    for (double value : Ops.doubles(torch.linalg_eigvalsh(square))) { // reads the lower half
      double root = Math.sqrt(Math.max(0, value));
      sum += root;
      error += Math.min(Math.sqrt(rounding), rounding / root);
    }
    return error <= VISIBLE * (a.trace() + b.trace()) ? sum : Double.NaN;
  }

  private static Tensor matrix(FeatureMoments m) {
    return Tensor.create(m.covariance(), m.dim(), m.dim());
  }

  /// The Cholesky factor of a covariance, `[dim, dim]`; null if a pivot is as small as its rounding
  /// error.
  private static @Nullable Tensor cholesky(FeatureMoments m) {
    T_TensorTensor_T result = torch.linalg_cholesky_ex(matrix(m));
    if (Ops.longs(result.get1())[0] != 0) {
      return null;
    }
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    double[] pivots = Ops.doubles(result.get0().diagonal());
    for (double pivot : pivots) {
      smallest = Math.min(smallest, pivot * pivot);
      largest = Math.max(largest, pivot * pivot);
    }
    return smallest > 100 * pivots.length * UNIT * largest ? result.get0() : null;
  }

  /// One of the two sets, in the form that the equation uses.
  ///
  /// @param mean μ
  /// @param trace `tr Σ`
  /// @param factor F with FᵀF = Σ, `[rank or more, dim]`
  /// @param moments null if there are no more rows than features: the centred rows are the factor
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Side(
      double[] mean, double trace, Supplier<Tensor> factor, @Nullable FeatureMoments moments) {

    static Side of(FeatureMoments m) {
      return new Side(m.mean(), m.trace(), () -> root(m), m);
    }

    static Side of(PointSet x) {
      if (x.n() > x.dim()) {
        return of(FeatureMoments.of(x));
      }
      Tensor factor = new CovarianceAccumulator(x).factor();
      return new Side(x.mean(), StatUtils.sumSq(Ops.doubles(factor)), () -> factor, null);
    }
  }

  /// F with FᵀF = Σ, `[dim, dim]`.
  private static Tensor root(FeatureMoments m) {
    Tensor lower = cholesky(m);
    return lower != null ? lower.t() : ofEigenvalues(torch.linalg_eigh(matrix(m)));
  }

  private static Tensor ofEigenvalues(T_TensorTensor_T eigen) {
    double[] values = Ops.doubles(eigen.get0()); // ascending
    double noise = values.length * UNIT * Math.max(0, values[values.length - 1]);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] <= noise ? 0 : Math.sqrt(values[i]);
    }
    return eigen.get1().mul(Tensor.create(values, values.length)).t();
  }
}
