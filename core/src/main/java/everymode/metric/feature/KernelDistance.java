package everymode.metric.feature;

import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Ops;
import everymode.tensor.Parallel;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.stat.StatUtils;

/// The kernel distance: the squared maximum mean discrepancy of features under a cubic polynomial
/// kernel.
///
/// With `k(x, y) = (x·y / d + 1)³` for d features, n rows x and m rows y, the unbiased estimate is
///
/// `Σ_{i≠j} k(x_i, x_j) / n(n − 1) + Σ_{i≠j} k(y_i, y_j) / m(m − 1) − 2 Σ_{i,j} k(x_i, y_j) / nm`.
///
/// Its expectation is 0 for equal distributions, so it can be slightly negative; it has no upper
/// bound. It is usually measured on subsets and averaged.
///
/// *Pitfalls:* it depends on the feature network and on the scale of features; subsets share rows,
/// so the standard error reflects only the choice of subsets, not the uncertainty of the whole.
/// Elsewhere, values are often multiplied by 10³.
///
/// *Source:* Bińkowski, Sutherland, Arbel, Gretton, "Demystifying MMD GANs", ICLR 2018. The
/// defaults are 100 subsets of 1,000 rows.
public final class KernelDistance {

  private static final int SUBSETS = 100;
  private static final int ROWS = 1_000;

  private static final int BLOCK = 1_024;

  private KernelDistance() {}

  /// The mean over subsets.
  ///
  /// @param mean of the unbiased estimates
  /// @param error their standard deviation over √subsets, NaN for one subset
  /// @param rows per side in each subset
  public record Estimate(double mean, double error, int subsets, int rows) {}

  /// The unbiased estimate from all rows.
  ///
  /// @param x at least two points
  /// @param y at least two points of the same dimension
  static double full(PointSet x, PointSet y) {
    check(x, y);
    double xs = sum(x, x) - diagonal(x);
    double ys = sum(y, y) - diagonal(y);
    return xs / ((double) x.n() * (x.n() - 1))
        + ys / ((double) y.n() * (y.n() - 1))
        - 2 * sum(x, y) / ((double) x.n() * y.n());
  }

  /// The mean over 100 subsets of 1,000 rows, or all rows once if there are no more.
  public static Estimate of(PointSet x, PointSet y, RandomKey key) {
    return of(x, y, SUBSETS, ROWS, key);
  }

  /// The mean over subsets, drawn without replacement, or all rows once if a subset would contain
  /// all of them.
  ///
  /// @param rows per side in a subset; fewer if a side has fewer
  static Estimate of(PointSet x, PointSet y, int subsets, int rows, RandomKey key) {
    check(x, y);
    int size = Math.min(rows, Math.min(x.n(), y.n()));
    if (size == x.n() && size == y.n()) {
      return new Estimate(full(x, y), Double.NaN, 1, size);
    }
    double[] values =
        Parallel.values(
            subsets,
            i -> {
              RandomKey subset = key.fold(i);
              return full(pick(x, size, subset.fold("x")), pick(y, size, subset.fold("y")));
            });
    double mean = ConfidenceInterval.mean(values);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = subsets < 2 ? Double.NaN : Math.sqrt(squares / (subsets - 1.0) / subsets);
    return new Estimate(mean, error, subsets, size);
  }

  private static PointSet pick(PointSet x, int rows, RandomKey key) {
    return x.pick(Arrays.copyOf(RandomTensors.permutation(key, x.n()), rows));
  }

  private static void check(PointSet x, PointSet y) {
    if (Math.min(x.n(), y.n()) < 2) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "the kernel distance needs at least 2 rows per side, but there are %d and %d; give more",
                  x.n(),
                  y.n())
              + " samples");
    }
    if (x.dim() != y.dim()) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "the kernel distance needs features of equal number, but there are %d and %d; compute",
                  x.dim(),
                  y.dim())
              + " both with the same network");
    }
  }

  /// Sum of the kernel over all pairs, block by block, in the order of the rows.
  private static double sum(PointSet x, PointSet y) {
    double sum = 0;
    for (int i = 0; i < x.n(); i += BLOCK) {
      try (var _ = new Scope()) {
        Tensor left = block(x, i);
        for (int j = 0; j < y.n(); j += BLOCK) {
          try (var _ = new Scope()) {
            sum += cubes(left.matmul(block(y, j).t()).contiguous(), x.dim());
          }
        }
      }
    }
    return sum;
  }

  private static double cubes(Tensor products, int dim) {
    DoubleBuffer dots = Ops.bytes(products).asDoubleBuffer();
    double sum = 0;
    double[] row = new double[Math.toIntExact(products.size(1))];
    while (dots.hasRemaining()) {
      dots.get(row);
      double part = 0;
      for (double dot : row) {
        part += cube(dot / dim + 1);
      }
      sum += part;
    }
    return sum;
  }

  private static double diagonal(PointSet x) {
    double sum = 0;
    for (int i = 0; i < x.n(); i++) {
      sum += cube(StatUtils.sumSq(x.point(i)) / x.dim() + 1);
    }
    return sum;
  }

  private static double cube(double value) {
    return value * value * value;
  }

  /// Float64 `[rows, dim]`, on the CPU.
  private static Tensor block(PointSet x, int first) {
    int rows = Math.min(BLOCK, x.n() - first);
    double[] values = new double[rows * x.dim()];
    for (int to = 0, at = first * x.dim(); to < values.length; to++, at++) {
      values[to] = x.values()[at];
    }
    return Tensor.create(values, rows, x.dim());
  }
}
