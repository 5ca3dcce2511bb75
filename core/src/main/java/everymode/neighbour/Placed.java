package everymode.neighbour;

import everymode.tensor.Ops;
import everymode.tensor.Parallel;
import everymode.tensor.Scope;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Points in a space, prepared for any number of searches. Holds no native memory.
///
/// @param norm ‖x‖² of each centred, scaled and rounded point, in double precision
/// @param coarse the contracted points, `[n, space.contraction.dim]`; empty without contraction
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
record Placed(PointSet points, Space space, double[] norm, float[] coarse) {

  private static final int ROWS = 512; // per task
  private static final double LARGE = 0x1p80; // products of such points do not overflow

  /// Points in their own space.
  static Placed of(PointSet points) {
    return of(points, Space.of(points));
  }

  static Placed of(PointSet points, Space space) {
    if (points.n() > 0 && points.dim() != space.centre().length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "points must have equal dimensions, but have %d and %d",
              space.centre().length,
              points.dim()));
    }
    Contraction contraction = space.contraction();
    int n = points.n();
    double[] norm = new double[n];
    float[] coarse = new float[contraction == null ? 0 : Math.multiplyExact(n, contraction.dim())];
    try (var _ = new Scope()) {
      Tensor columns = contraction == null ? null : contraction.columns();
      Parallel.run(
          Math.ceilDiv(n, ROWS),
          task -> {
            int first = task * ROWS;
            int rows = Math.min(ROWS, n - first);
            try (var _ = new Scope()) {
              Tensor block = block(points, space, first, rows, norm);
              if (contraction != null && columns != null) {
                contraction.map(block, columns, norm, first, coarse);
              }
            }
          });
    }
    return new Placed(points, space, norm, coarse);
  }

  /// Centres and scales consecutive points; the tensor belongs to the current scope.
  ///
  /// @param norm receives ‖x‖² of each
  /// @return float32 `[rows, dim]`
  private static Tensor block(PointSet points, Space space, int first, int rows, double[] norm) {
    Tensor block = torch.empty(rows, points.dim());
    FloatBuffer to = Ops.bytes(block).asFloatBuffer();
    float[] row = new float[points.dim()];
    for (int i = first; i < first + rows; i++) {
      space.scale(points, i, row, 0);
      norm[i] = norm(row, 0, row.length);
      to.put(row);
    }
    return block;
  }

  /// ‖x‖² in double precision.
  static double norm(float[] values, int from, int dim) {
    double even = 0;
    double odd = 0;
    int at = from;
    for (; at + 1 < from + dim; at += 2) {
      even += (double) values[at] * values[at];
      odd += (double) values[at + 1] * values[at + 1];
    }
    for (; at < from + dim; at++) {
      even += (double) values[at] * values[at];
    }
    return even + odd;
  }

  int n() {
    return points.n();
  }

  /// ‖f(x)‖² of each contracted point, in double precision.
  double[] coarseNorm() {
    double[] norms = new double[points.n()];
    int dim = coarse.length / points.n();
    Arrays.setAll(norms, i -> norm(coarse, i * dim, dim));
    return norms;
  }

  /// Whether products of these points do not overflow.
  boolean fits() {
    return Arrays.stream(norm).allMatch(square -> square <= LARGE);
  }

  /// Consecutive points, centred and scaled; the tensor belongs to the current scope.
  ///
  /// @return float32 `[rows, dim]`
  Tensor block(int first, int rows) {
    Tensor block = torch.empty(rows, points.dim());
    FloatBuffer to = Ops.bytes(block).asFloatBuffer();
    float[] row = new float[points.dim()];
    for (int i = first; i < first + rows; i++) {
      space.scale(points, i, row, 0);
      to.put(row);
    }
    return block;
  }

  /// Consecutive points, contracted; the tensor belongs to the current scope.
  ///
  /// @return float32 `[rows, contraction.dim]`
  Tensor coarseBlock(int first, int rows) {
    int dim = coarse.length / points.n();
    Tensor block = torch.empty(rows, dim);
    Ops.bytes(block).asFloatBuffer().put(coarse, first * dim, rows * dim);
    return block;
  }
}
