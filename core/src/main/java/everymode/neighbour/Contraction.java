package everymode.neighbour;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A map to few coordinates that takes no two points farther apart, so points that are far apart in
/// these are certainly far apart. Holds no native memory.
///
/// f(x) = (Qᵀx, ‖x − QQᵀx‖) with orthonormal columns Q: of a difference, the part in their span
/// keeps its length, and the lengths of the parts outside it differ by no more than these parts do.
/// Q spans roughly the directions in which some of the points vary most, so that few pairs seem
/// much closer than they are.
///
/// What [#map] computes differs from f(x) by at most [#error] times ‖x‖. With u = 2⁻²⁴, rounding x
/// and f(x) to float32 contributes 4u. Q differs from orthonormal columns by at most η = ‖QᵀQ − I‖.
/// The last coordinate is the root of ‖x‖² − ‖Qᵀx‖², both sums in double precision: an error of
/// κ‖x‖² in the difference is one of at most √κ‖x‖ in the root.
///
/// *Source:* Halko, Martinsson and Tropp, "Finding Structure with Randomness", SIAM Review 2011,
/// algorithm 4.4, for Q.
final class Contraction {

  /// The number of points in which the directions are found.
  static final int ROWS = 512;

  private static final double UNIT = 0x1p-24;
  private static final RandomKey KEY = new RandomKey(0).fold("contraction");

  private final int from;
  private final int columns;
  private final double[] q; // [from, columns]
  private final double error;

  /// Finds directions.
  ///
  /// @param points `[rows, from]`, centred
  /// @param dim coordinates of the result, fewer than those of the points
  Contraction(PointSet points, int dim) {
    from = points.dim();
    columns = dim - 1;
    try (var _ = new Scope()) {
      SplittableRandom random = KEY.random();
      double[] weights = new double[points.n() * columns];
      Arrays.setAll(weights, _ -> random.nextGaussian());
      Tensor x = Tensor.create(points.values(), points.n(), from).to(ScalarType.Double);
      Tensor rough = orthonormal(x.t().matmul(Tensor.create(weights, points.n(), columns)));
      Tensor found = orthonormal(x.t().matmul(x.matmul(rough)));
      q = Ops.doubles(found);
      error = error(Ops.doubles(found.t().matmul(found)));
    }
  }

  private static Tensor orthonormal(Tensor columns) {
    return torch.linalg_qr(columns).get0();
  }

  private double error(double[] gram) {
    double sum = 0;
    for (int at = 0; at < gram.length; at++) {
      double difference = gram[at] - (at % (columns + 1) == 0 ? 1 : 0);
      sum += difference * difference;
    }
    double eta = Math.sqrt(sum) + from * 0x1p-50;
    return 4 * UNIT + eta + Math.sqrt(4 * eta + (from + columns + 8) * 0x1p-48);
  }

  /// The number of coordinates of the result.
  int dim() {
    return columns + 1;
  }

  /// The maximum error, relative to the length of a point.
  double error() {
    return error;
  }

  /// Q, which belongs to the current scope.
  ///
  /// @return float64 `[from, dim - 1]`
  Tensor columns() {
    return Tensor.create(q, from, columns);
  }

  /// Maps points.
  ///
  /// @param points float32 `[rows, from]`
  /// @param q as from [#columns]
  /// @param norm ‖x‖² of all points
  /// @param first index of the first point
  /// @param mapped receives the results, `[all, dim]`
  void map(Tensor points, Tensor q, double[] norm, int first, float[] mapped) {
    double[] within = Ops.doubles(points.to(ScalarType.Double).matmul(q)); // [rows, columns]
    for (int at = 0, to = first * dim(), i = first; at < within.length; i++) {
      double rest = norm[i];
      for (int c = 0; c < columns; c++, at++) {
        mapped[to++] = (float) within[at];
        rest -= within[at] * within[at];
      }
      mapped[to++] = (float) Math.sqrt(Math.max(0, rest));
    }
  }
}
