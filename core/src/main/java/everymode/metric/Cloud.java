package everymode.metric;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// Points in space, kept in Java so that no native memory outlives its scope.
///
/// @param n points
/// @param dim coordinates a point
/// @param values `[n × dim]`, point by point
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
record Cloud(int n, int dim, float[] values) {

  /// Each row as one point.
  ///
  /// @param x `[n, ...]`
  static Cloud of(Tensor x) {
    int n = Math.toIntExact(x.size(0));
    return new Cloud(n, n == 0 ? 0 : Math.toIntExact(x.numel() / n), Ops.floats(x));
  }

  Cloud pick(long[] rows) {
    float[] picked = new float[rows.length * dim];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, (int) rows[i] * dim, picked, i * dim, dim);
    }
    return new Cloud(rows.length, dim, picked);
  }

  double[] mean() {
    double[] mean = new double[dim];
    for (int i = 0; i < n; i++) {
      for (int c = 0, at = i * dim; c < dim; c++, at++) {
        mean[c] += values[at];
      }
    }
    for (int c = 0; c < dim; c++) {
      mean[c] /= Math.max(1, n);
    }
    return mean;
  }

  /// The largest coordinate seen from a centre, without its sign; not a number when one is not.
  double extent(double[] centre) {
    double extent = 0;
    for (int i = 0; i < n; i++) {
      for (int c = 0, at = i * dim; c < dim; c++, at++) {
        extent = Math.max(extent, Math.abs(values[at] - centre[c]));
      }
    }
    return extent;
  }

  double[] point(int i) {
    double[] p = new double[dim];
    for (int c = 0; c < dim; c++) {
      p[c] = values[i * dim + c];
    }
    return p;
  }
}
