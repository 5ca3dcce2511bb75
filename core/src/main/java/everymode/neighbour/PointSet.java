package everymode.neighbour;

import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A set of points, stored on the Java heap so that no native memory outlives its scope.
///
/// @param n number of points
/// @param dim coordinates per point
/// @param values `[n × dim]`, point by point
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
public record PointSet(int n, int dim, float[] values) {

  static final int CHUNK = 128; // a multiple of 4

  /// Creates a point set from rows.
  ///
  /// @param x `[n, ...]`
  public static PointSet of(Tensor x) {
    int n = Math.toIntExact(x.size(0));
    return new PointSet(n, n == 0 ? 0 : Math.toIntExact(x.numel() / n), Ops.floats(x));
  }

  public PointSet pick(long[] rows) {
    float[] picked = new float[rows.length * dim];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, (int) rows[i] * dim, picked, i * dim, dim);
    }
    return new PointSet(rows.length, dim, picked);
  }

  /// Consecutive points.
  ///
  /// @param from the first of them
  public PointSet range(int from, int count) {
    return new PointSet(count, dim, Arrays.copyOfRange(values, from * dim, (from + count) * dim));
  }

  /// Concatenates points.
  public static PointSet join(List<PointSet> parts) {
    int n = parts.stream().mapToInt(PointSet::n).sum();
    int dim = parts.isEmpty() ? 0 : parts.getFirst().dim;
    float[] all = new float[Math.multiplyExact(n, dim)];
    int at = 0;
    for (PointSet part : parts) {
      System.arraycopy(part.values, 0, all, at, part.values.length);
      at += part.values.length;
    }
    return new PointSet(n, dim, all);
  }

  /// Concatenates the coordinates of each point.
  public static PointSet beside(List<PointSet> parts) {
    int n = parts.getFirst().n;
    int dim = parts.stream().mapToInt(PointSet::dim).sum();
    float[] all = new float[Math.multiplyExact(n, dim)];
    int from = 0;
    for (PointSet part : parts) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(part.values, i * part.dim, all, i * dim + from, part.dim);
      }
      from += part.dim;
    }
    return new PointSet(n, dim, all);
  }

  public double[] mean() {
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

  /// The largest absolute coordinate relative to a centre; NaN if a coordinate is NaN.
  double extent(double[] centre) {
    double extent = 0;
    for (int i = 0; i < n; i++) {
      for (int c = 0, at = i * dim; c < dim; c++, at++) {
        extent = Math.max(extent, Math.abs(values[at] - centre[c]));
      }
    }
    return extent;
  }

  public double[] point(int i) {
    double[] p = new double[dim];
    for (int c = 0; c < dim; c++) {
      p[c] = values[i * dim + c];
    }
    return p;
  }

  /// The squared distance of two points in double precision, independent of their positions in
  /// memory.
  ///
  /// @param i index in this set
  /// @param other points of the same dimension
  /// @param j index in the other set
  public double squared(int i, PointSet other, int j) {
    return squared(i, other, j, new double[Math.min(CHUNK, dim)]);
  }

  /// The same with memory for up to [#CHUNK] numbers.
  double squared(int i, PointSet other, int j, double[] square) {
    float[] a = values;
    float[] b = other.values;
    double s0 = 0; // four independent sums, so that additions can overlap
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int from = 0; from < dim; from += square.length) {
      int p = i * dim + from;
      int q = j * dim + from;
      int n = Math.min(square.length, dim - from);
      for (int c = 0; c < n; c++) { // apart from the sums, so that several are computed at once
        double difference = (double) a[p + c] - (double) b[q + c];
        square[c] = difference * difference;
      }
      int c = 0;
      for (; c + 3 < n; c += 4) {
        s0 += square[c];
        s1 += square[c + 1];
        s2 += square[c + 2];
        s3 += square[c + 3];
      }
      for (; c < n; c++) {
        s0 += square[c];
      }
    }
    return s0 + s1 + (s2 + s3);
  }
}
