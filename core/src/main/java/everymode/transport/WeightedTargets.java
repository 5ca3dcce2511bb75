package everymode.transport;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Different targets with their weights.
///
/// @param points float32 `[n, d]`, no two of them equal
/// @param weights float64 `[n]`, above 0, with the sum 1
public record WeightedTargets(Tensor points, Tensor weights) {

  /// Equally weighted targets. Equal ones are merged, since the cells of two equal planes are not
  /// determined.
  ///
  /// @param rows float32 `[m, d]`
  /// @return in the order in which they first appear, owned by the caller's scope
  /// @throws EverymodeException if there is no row, or a number is not finite
  public static WeightedTargets of(Tensor rows) {
    double[] equal = new double[Math.toIntExact(rows.size(0))];
    Arrays.fill(equal, 1);
    return of(rows, equal);
  }

  /// Weighted targets. Equal ones are merged and their weights added up; targets without weight are
  /// left out.
  ///
  /// @param rows float32 `[m, d]`
  /// @param weight of each row, at least 0, in any unit
  /// @return in the order in which they first appear, owned by the caller's scope
  /// @throws EverymodeException if no row has a weight, or a number is not finite
  public static WeightedTargets of(Tensor rows, double[] weight) {
    int m = Math.toIntExact(rows.size(0));
    if (m != weight.length) {
      throw new EverymodeException(
          "there are " + m + " targets, but " + weight.length + " weights; give each target one");
    }
    if (!Ops.finite(rows) || !Arrays.stream(weight).allMatch(w -> w >= 0 && w < 1e300)) {
      throw new EverymodeException(
          "targets and their weights must be finite, and no weight below 0; correct the data");
    }
    Map<Row, Integer> place = new HashMap<>();
    int[] first = new int[m];
    double[] sum = new double[m];
    float[] values = Ops.floats(rows);
    int dim = m == 0 ? 0 : values.length / m;
    for (int i = 0; i < m; i++) {
      if (weight[i] > 0) {
        int n = place.size();
        Integer before = place.putIfAbsent(Row.of(values, i * dim, dim), n);
        int at = before == null ? n : before;
        first[at] = before == null ? i : first[at];
        sum[at] += weight[i];
      }
    }
    int n = place.size();
    if (n == 0) {
      throw new EverymodeException("there is no target with a weight above 0; give at least one");
    }
    double all = Arrays.stream(sum).sum();
    long[] chosen = IntStream.range(0, n).mapToLong(i -> first[i]).toArray();
    double[] shares = IntStream.range(0, n).mapToDouble(i -> sum[i] / all).toArray();
    try (var scope = new Scope()) {
      return new WeightedTargets(
          scope.keep(Ops.rows(rows, Ops.of(chosen))), scope.keep(Ops.of(shares, n)));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by its own equals
  private record Row(int hash, float[] values) {
    static Row of(float[] all, int from, int dim) {
      float[] own = new float[dim];
      for (int c = 0; c < dim; c++) {
        own[c] = all[from + c] + 0f; // turns −0 into 0
      }
      return new Row(Arrays.hashCode(own), own);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row row && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /// The number of targets.
  public int size() {
    return Math.toIntExact(points.size(0));
  }

  /// The number of coordinates.
  public int dim() {
    return Math.toIntExact(points.size(1));
  }
}
