package everymode.transport;

import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The power cells of targets yᵢ with heights hᵢ: cell i holds the points x at which the plane `⟨x,
/// yᵢ⟩ + hᵢ` is above all others.
///
/// The highest plane as a function of x is convex, a Brenier potential, and its gradient in cell i
/// is yᵢ. So the map of each point to the target of its cell is the optimal transport, for the
/// squared distance, to the masses of the cells.
///
/// Points are taken in blocks with at most 2²⁴ heights (64 MiB), whatever the number of targets.
///
/// @param targets float32 `[n, d]`
/// @param heights float32 `[n]`
public record PowerCells(Tensor targets, Tensor heights) {

  private static final int HEIGHTS = 1 << 24; // of a block

  /// The number of targets.
  public int size() {
    return Math.toIntExact(targets.size(0));
  }

  private int block() {
    return Math.clamp(HEIGHTS / size(), 1, 4_096);
  }

  /// @param x float32 `[m, d]`
  /// @return `[m, n]`
  private Tensor planes(Tensor x) {
    return torch.addmm(heights, x, targets.t());
  }

  /// The highest plane at each point; at ties that of the lowest index.
  ///
  /// @param x float32 `[m, d]`
  /// @return index of the target, int64 `[m]`
  public Tensor highest(Tensor x) {
    return blocks(x, at -> at.argmax(new LongOptional(1), false));
  }

  /// The k highest planes at each point, the highest first.
  ///
  /// @param x float32 `[m, d]`
  /// @param k at most the number of targets
  /// @return indices of the targets, int64 `[m, k]`
  public Tensor highest(Tensor x, int k) {
    return blocks(x, at -> at.topk(k, 1, true, true).get1().clone());
  }

  /// Some planes at each point.
  ///
  /// @param x float32 `[m, d]`
  /// @param index of targets, int64 `[m, k]`
  /// @return float32 `[m, k]`
  Tensor planes(Tensor x, Tensor index) {
    try (var scope = new Scope()) {
      long m = index.size(0);
      long k = index.size(1);
      Tensor flat = index.reshape(-1);
      Tensor y = Ops.rows(targets, flat).view(m, k, x.size(1)); // [m, k, d]
      Tensor products = y.matmul(x.unsqueeze(2)).squeeze(2); // [m, k]
      return scope.keep(products.add(Ops.rows(heights, flat).view(m, k)));
    }
  }

  /// The distance of the two highest planes at each point.
  ///
  /// @param x float32 `[m, d]`
  /// @return float32 `[m]`
  Tensor gaps(Tensor x) {
    return blocks(
        x,
        at -> {
          Tensor two = at.topk(2, 1, true, true).get0().clone(); // not of the pair
          return two.select(1, 0).sub(two.select(1, 1));
        });
  }

  /// How far apart the planes are at a point: their standard deviation.
  ///
  /// @param x float32 `[m, d]`
  /// @return mean over the points
  double deviation(Tensor x) {
    try (var _ = new Scope()) {
      return blocks(x, at -> at.std(1)).mean().item_double();
    }
  }

  private Tensor blocks(Tensor x, UnaryOperator<Tensor> work) {
    try (var scope = new Scope()) {
      return scope.keep(Batches.predict(x, block(), part -> work.apply(planes(part))));
    }
  }

  /// What a set of points shows of the cells.
  ///
  /// @param mass points in each cell, float64 `[n]`
  /// @param potential sum over the points of the highest planes
  public record Masses(Tensor mass, double potential) {}

  /// Counts points by cell. With a temperature τ above 0 each point is shared among the cells in
  /// proportion to `exp(plane / τ)`: as much as entropic transport sends to each target.
  ///
  /// @param x float32 `[m, d]`
  /// @param temperature in the unit of heights; 0 to count each point in one cell
  public Masses masses(Tensor x, double temperature) {
    try (var scope = new Scope()) {
      Tensor mass = Ops.toDouble(Ops.zeros(size()));
      double[] potential = {0};
      Batches.each(
          x.size(0),
          block(),
          (from, count) -> {
            Tensor at = planes(Ops.rows(x, from, count)); // [count, n]
            T_TensorTensor_T best = at.max(1, false);
            potential[0] += Ops.toDouble(best.get0()).sum().item_double();
            Tensor shares =
                temperature > 0
                    ? Ops.softmax(at.div_(new Scalar(temperature))).sum(0)
                    : best.get1().bincount(new TensorOptional(), size());
            mass.add_(Ops.toDouble(shares));
          });
      return new Masses(scope.keep(mass), potential[0]);
    }
  }
}
