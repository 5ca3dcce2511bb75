package everymode.transport;

import everymode.random.RandomKey;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The cells of a solved transport on fresh points: how many lie in each, and their centres.
public final class MassCentres implements Stateful {

  private final Tensor count; // float64 [n]
  private final Tensor sum; // float64 [n, d]
  private long points;

  /// @param n number of cells
  /// @param dim number of coordinates of a point
  public MassCentres(int n, int dim) {
    count = Scope.owned(() -> Ops.toDouble(Ops.zeros(n)));
    sum = Scope.owned(() -> Ops.toDouble(Ops.zeros(n, dim)));
  }

  /// Adds fresh points.
  ///
  /// @param n how many
  /// @param key of these points, different from that of the solver
  public void add(TransportMap map, TransportSource source, int n, RandomKey key) {
    try (var _ = new Scope()) {
      Tensor x = source.draw(n, key); // [n, d]
      Tensor cell = map.cell(x); // [n]
      sum.index_add_(0, cell, Ops.toDouble(x));
      count.index_add_(0, cell, Ops.toDouble(Ops.full(1, n)));
      points += n;
    }
  }

  /// The number of points so far.
  public long points() {
    return points;
  }

  /// The error of the masses on these points.
  public TransportError error(WeightedTargets targets) {
    try (var _ = new Scope()) {
      return TransportError.of(Ops.times(count, 1.0 / points), targets.weights(), points);
    }
  }

  /// The mean of the points in each cell; for a cell without points, that of the cell whose target
  /// is the nearest.
  ///
  /// @return float32 `[n, d]`
  public Tensor centres(WeightedTargets targets) {
    try (var scope = new Scope()) {
      Tensor mean = Ops.toFloat(sum.div(count.clamp_min(new Scalar(1)).unsqueeze(1)));
      Tensor seen = count.nonzero().view(-1); // [s]
      Tensor unseen = count.eq(new Scalar(0)).nonzero().view(-1); // [n - s]
      if (unseen.numel() > 0 && seen.numel() > 0) {
        Tensor known = Ops.rows(targets.points(), seen);
        Tensor nearest =
            Batches.predict(
                Ops.rows(targets.points(), unseen),
                Math.clamp((1 << 24) / targets.size(), 1, 1_024),
                part -> Ops.distances(part, known, 2).argmin(new LongOptional(1), false));
        mean.index_copy_(0, unseen, Ops.rows(mean, Ops.rows(seen, nearest)));
      }
      return scope.keep(mean);
    }
  }

  @Override
  public void state(StateVisitor s) {
    points = s.counter("points", points);
    s.tensor("count", count);
    s.tensor("sum", sum);
  }
}
