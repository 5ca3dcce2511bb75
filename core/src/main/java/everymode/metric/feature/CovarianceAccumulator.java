package everymode.metric.feature;

import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Parallel;
import everymode.tensor.Scope;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Accumulates the sample covariance of a point set, block by block.
///
/// Rows are centred first, in double precision, so that features far from the origin lose no
/// precision.
final class CovarianceAccumulator {

  private static final int ROWS = 1024;
  private static final int PART = 128;

  private final PointSet x;
  private final double[] mean;
  private final int dim;

  /// Prepares for a point set of at least two finite points.
  CovarianceAccumulator(PointSet x) {
    if (x.n() < 2) {
      throw new EverymodeException(
          "a covariance needs at least 2 rows, but there are " + x.n() + "; give more samples");
    }
    this.x = x;
    mean = x.mean();
    dim = x.dim();
    if (!Arrays.stream(mean).allMatch(Double::isFinite)) {
      throw new EverymodeException(
          "moments require finite numbers, but some features are not finite; remove those rows");
    }
  }

  FeatureMoments moments() {
    long bytes = (long) dim * dim * Double.BYTES;
    if (bytes > Runtime.getRuntime().maxMemory() / 4 || (long) dim * dim > Integer.MAX_VALUE) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "a covariance of %d features takes %d MiB, which is too much for a heap of %d MiB;",
                  dim,
                  bytes >> 20,
                  Runtime.getRuntime().maxMemory() >> 20)
              + " use fewer features, such as those of a classifier");
    }
    try (var _ = new Scope()) {
      var gram = new GramMatrix(dim);
      Tensor block =
          torch.zeros(
              new long[] {ROWS, dim},
              new TensorOptions(ScalarType.Double)); // reused for each block
      for (int first = 0; first < x.n(); first += ROWS) {
        int rows = Math.min(ROWS, x.n() - first);
        centre(first, rows, block);
        gram.add(Ops.rows(block, 0, rows));
      }
      double[] covariance = gram.sum();
      Arrays.setAll(covariance, at -> covariance[at] / (x.n() - 1));
      return new FeatureMoments(mean, covariance, x.n());
    }
  }

  /// All centred rows divided by √(n − 1): F with FᵀF = Σ.
  ///
  /// @return float64 `[n, dim]`
  Tensor factor() {
    Tensor all = Tensor.create(new double[x.n() * dim], x.n(), dim);
    centre(0, x.n(), all);
    return Ops.times(all, 1 / Math.sqrt(x.n() - 1.0));
  }

  private void centre(int first, int rows, Tensor block) {
    DoubleBuffer target = Ops.bytes(block).asDoubleBuffer();
    Parallel.run(
        Math.ceilDiv(rows, PART),
        part -> {
          double[] row = new double[dim];
          for (int i = part * PART; i < Math.min(rows, (part + 1) * PART); i++) {
            for (int c = 0, at = (first + i) * dim; c < dim; c++, at++) {
              row[c] = x.values()[at] - mean[c];
            }
            target.put(i * dim, row);
          }
        });
  }
}
