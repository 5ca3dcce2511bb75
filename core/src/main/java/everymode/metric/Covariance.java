package everymode.metric;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Sums up the sample covariance of a cloud, rows block by block.
///
/// Rows are moved to the mean first, in double precision, so that features far from the origin lose
/// nothing. Only tiles on and above the diagonal are multiplied. A tile is summed by one thread, in
/// the order of the rows: the result does not depend on the number of threads.
final class Covariance {

  private static final int ROWS = 1024;
  private static final int TILE = 512;

  private final Cloud x;
  private final double[] mean;
  private final int dim;

  /// Prepares for a cloud of at least two finite points.
  Covariance(Cloud x) {
    if (x.n() < 2) {
      throw new EverymodeException(
          "a covariance needs at least 2 rows, but there are " + x.n() + "; give more samples");
    }
    this.x = x;
    mean = x.mean();
    dim = x.dim();
    for (double value : mean) {
      if (!Double.isFinite(value)) {
        throw new EverymodeException(
            "moments need finite numbers, but some features are not; remove those rows");
      }
    }
  }

  Moments moments() {
    try (var _ = new Scope()) {
      List<Tile> tiles = tiles();
      for (int first = 0; first < x.n(); first += ROWS) {
        int rows = Math.min(ROWS, x.n() - first);
        try (var _ = new Scope()) {
          Tensor block = centred(first, rows);
          Pairs.inParallel(
              tiles.size(),
              i -> {
                tiles.get(i).add(block);
                return i;
              });
        }
      }
      double[] covariance = new double[dim * dim];
      tiles.forEach(tile -> tile.write(covariance));
      return new Moments(mean, covariance, x.n());
    }
  }

  /// All rows, moved to their mean, over √(n − 1): F with FᵀF = Σ.
  ///
  /// @return float64 `[n, dim]`
  Tensor factor() {
    return Ops.times(centred(0, x.n()), 1 / Math.sqrt(x.n() - 1.0));
  }

  private Tensor centred(int first, int rows) {
    double[] moved = new double[rows * dim];
    for (int to = 0, at = first * dim; to < moved.length; at += dim) {
      for (int c = 0; c < dim; c++, to++) {
        moved[to] = x.values()[at + c] - mean[c];
      }
    }
    return Tensor.create(moved, rows, dim);
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (int from = 0; from < dim; from += TILE) {
      for (int to = from; to < dim; to += TILE) {
        tiles.add(new Tile(from, to, width(from), width(to)));
      }
    }
    return tiles;
  }

  private int width(int from) {
    return Math.min(TILE, dim - from);
  }

  private final class Tile {
    private final int from;
    private final int to;
    private final Tensor sum; // [height, width]

    Tile(int from, int to, int height, int width) {
      this.from = from;
      this.to = to;
      sum = Ops.toDouble(Tensor.create(new float[height * width], height, width));
    }

    void add(Tensor block) {
      try (var _ = new Scope()) {
        Tensor left = block.narrow(1, from, sum.size(0)); // [rows, height]
        Tensor right = block.narrow(1, to, sum.size(1)); // [rows, width]
        sum.addmm_(left.t(), right);
      }
    }

    void write(double[] covariance) {
      double[] values = Ops.doubles(sum);
      int width = (int) sum.size(1);
      for (int at = 0; at < values.length; at++) {
        int i = from + at / width;
        int j = to + at % width;
        if (i <= j) {
          double value = values[at] / (x.n() - 1);
          covariance[i * dim + j] = value;
          covariance[j * dim + i] = value;
        }
      }
    }
  }
}
