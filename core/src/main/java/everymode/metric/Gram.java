package everymode.metric;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The sum `Σ XᵀX` over blocks of rows, in double precision.
///
/// Only tiles on and above the diagonal are multiplied. A tile is summed by one thread, in the
/// order of the blocks: the result does not depend on the number of threads. Its tensors belong to
/// the scope in which it was made.
final class Gram {

  private static final int TILE = 512;
  private static final int SMALL = 256;

  private final int dim;
  private final List<Tile> tiles = new ArrayList<>();

  private record Tile(int from, int to, Tensor sum) {} // sum: [height, width]

  /// Begins with zeros.
  ///
  /// @param dim columns of X
  Gram(int dim) {
    this.dim = dim;
    for (int from = 0; from < dim; from += TILE) {
      for (int to = from + TILE; to < dim; to += TILE) {
        tiles.add(tile(from, to, TILE));
      }
    }
    // Smaller ones where half of a tile would be for nothing.
    for (int from = 0; from < dim; from += SMALL) {
      for (int to = from; to < Math.min(dim, from / TILE * TILE + TILE); to += SMALL) {
        tiles.add(tile(from, to, SMALL));
      }
    }
  }

  private Tile tile(int from, int to, int side) {
    int height = Math.min(side, dim - from);
    int width = Math.min(side, dim - to);
    return new Tile(from, to, Tensor.create(new double[height * width], height, width));
  }

  /// Adds a block.
  ///
  /// @param block float64 `[rows, dim]`
  void add(Tensor block) {
    Pairs.inParallel(
        tiles.size(),
        i -> {
          Tile tile = tiles.get(i);
          try (var _ = new Scope()) {
            Tensor left = block.narrow(1, tile.from, tile.sum.size(0));
            Tensor right = block.narrow(1, tile.to, tile.sum.size(1));
            tile.sum.addmm_(left.t(), right);
          }
          return i;
        });
  }

  /// The sum so far.
  ///
  /// @return `[dim × dim]`, symmetric to the bit
  double[] sum() {
    double[] all = new double[dim * dim];
    for (Tile tile : tiles) {
      double[] values = Ops.doubles(tile.sum);
      int width = (int) tile.sum.size(1);
      for (int at = 0; at < values.length; at++) {
        int i = tile.from + at / width;
        int j = tile.to + at % width;
        if (i <= j) {
          all[i * dim + j] = values[at];
          all[j * dim + i] = values[at];
        }
      }
    }
    return all;
  }

  /// The product `AᵀB` of lower triangles, of which two thirds of the terms are zeros and left out.
  ///
  /// @param a float64 `[dim, dim]`, zeros above the diagonal
  /// @param b the same
  /// @return `[dim, dim]`
  static Tensor ofTriangles(Tensor a, Tensor b) {
    int dim = Math.toIntExact(a.size(0));
    int side = (dim + SMALL - 1) / SMALL;
    Tensor product = Tensor.create(new double[dim * dim], dim, dim);
    Pairs.inParallel(
        side * side,
        i -> {
          int row = i / side * SMALL;
          int column = i % side * SMALL;
          int first = Math.max(row, column);
          try (var _ = new Scope()) {
            Tensor left = columns(below(a, first), row);
            Tensor right = columns(below(b, first), column);
            columns(Ops.rows(product, row, left.size(1)), column).addmm_(left.t(), right);
          }
          return i;
        });
    return product;
  }

  private static Tensor below(Tensor matrix, int first) {
    return Ops.rows(matrix, first, matrix.size(0) - first);
  }

  private static Tensor columns(Tensor matrix, int from) {
    return matrix.narrow(1, from, Math.min(SMALL, matrix.size(1) - from));
  }
}
