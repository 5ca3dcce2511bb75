package everymode.transport;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The optimal transport of points to targets: each point goes to the target of its power cell.
///
/// @param targets where points go
/// @param heights float64 `[n]`
/// @param cells of the targets less their mean, which has the same cells
public record TransportMap(WeightedTargets targets, Tensor heights, PowerCells cells) {

  /// The map to targets with these heights.
  ///
  /// @param heights float64 `[n]`, as [SemiDiscreteTransport#heights] returns them
  public static TransportMap of(WeightedTargets targets, Tensor heights) {
    try (var scope = new Scope()) {
      Tensor centred = targets.points().sub(targets.points().mean(0)).contiguous();
      PowerCells cells = new PowerCells(scope.keep(centred), scope.keep(Ops.toFloat(heights)));
      return new TransportMap(targets, heights, cells);
    }
  }

  /// The cell of each point.
  ///
  /// @param x float32 `[m, d]`
  /// @return int64 `[m]`
  public Tensor cell(Tensor x) {
    if (x.size(1) != targets.dim()) {
      throw new EverymodeException(
          "points of "
              + x.size(1)
              + " coordinates cannot be transported to targets of "
              + targets.dim()
              + "; give both the same number");
    }
    return cells.highest(x);
  }

  /// Transports points.
  ///
  /// @param x float32 `[m, d]`
  /// @return float32 `[m, d]`, targets
  public Tensor of(Tensor x) {
    try (var scope = new Scope()) {
      return scope.keep(Ops.rows(targets.points(), cell(x)));
    }
  }

  /// The squared distance `E |x − T(x)|²`, by duality: `E|x|² + Σ νᵢ|yᵢ|² − 2 E(h)`, which for the
  /// heights of the optimal transport is the squared Wasserstein-2 distance, and otherwise at least
  /// as much.
  ///
  /// @param x fresh points of the source, float32 `[m, d]`
  public double squaredDistance(Tensor x) {
    try (var _ = new Scope()) {
      double m = x.size(0);
      Tensor weights = targets.weights();
      Tensor y = Ops.toDouble(targets.points());
      Tensor mean = Ops.toDouble(targets.points().mean(0));
      double shift = Ops.toDouble(x).mean(0).dot(mean).item_double();
      double potential = cells.masses(x, 0).potential() / m + shift;
      double energy = potential - weights.dot(heights).item_double();
      return Ops.toDouble(x).square().sum().item_double() / m
          + y.square().sum(1).dot(weights).item_double()
          - 2 * energy;
    }
  }

  /// The angles between the planes of pairs of targets: `arccos((⟨y, y′⟩ + 1) / √((|y|² + 1)(|y′|²
  /// + 1)))`. They grow with the size of the targets and change when these are moved.
  ///
  /// @param from int64 `[m, 1]`
  /// @param to int64 `[m, k]`
  /// @return radians in [0, π), float32 `[m, k]`
  public Tensor angles(Tensor from, Tensor to) {
    try (var scope = new Scope()) {
      long m = to.size(0);
      long k = to.size(1);
      Tensor a = Ops.toDouble(Ops.rows(targets.points(), from.reshape(-1))); // [m, d]
      Tensor b = Ops.toDouble(Ops.rows(targets.points(), to.reshape(-1))).view(m, k, targets.dim());
      Tensor product = Ops.plus(a.unsqueeze(1).mul(b).sum(2), 1); // [m, k]
      Tensor sizes =
          Ops.plus(a.square().sum(1), 1)
              .unsqueeze(1)
              .mul(Ops.plus(b.square().sum(2), 1))
              .sqrt(); // [m, k]
      Tensor cosine = product.div(sizes).clamp_min(new Scalar(-1)).clamp_max(new Scalar(1));
      return scope.keep(
          Ops.toFloat(cosine.arccos().where(from.ne(to), Ops.toDouble(Ops.zeros(1)))));
    }
  }

  /// The distances of pairs of targets.
  ///
  /// @param from int64 `[m, 1]`
  /// @param to int64 `[m, k]`
  /// @return float32 `[m, k]`
  public Tensor distances(Tensor from, Tensor to) {
    try (var scope = new Scope()) {
      Tensor a = Ops.rows(targets.points(), from.reshape(-1)).unsqueeze(1); // [m, 1, d]
      Tensor b =
          Ops.rows(targets.points(), to.reshape(-1)).view(to.size(0), to.size(1), targets.dim());
      return scope.keep(b.sub(a).square().sum(2).sqrt());
    }
  }

  /// The nearest other targets of some, the nearest first.
  ///
  /// @param count at least 1; all others if there are fewer
  /// @param from the first of these targets
  /// @param rows how many they are
  /// @return int64 `[rows, count]`
  public Tensor nearest(int count, long from, long rows) {
    try (var scope = new Scope()) {
      Tensor y = cells.targets();
      Tensor half =
          Ops.times(y.square().sum(1), -0.5); // heights of the cells of the nearest target
      Tensor found =
          new PowerCells(y, half)
              .highest(Ops.rows(y, from, rows), Math.min(count + 1, targets.size()));
      Tensor own = Ops.rows(Ops.range(targets.size()), from, rows).unsqueeze(1); // [rows, 1]
      Tensor order = distances(own, found).argsort(1, false); // products are less exact
      return scope.keep(found.gather(1, order).narrow(1, 1, found.size(1) - 1).contiguous());
    }
  }
}
