package everymode.metric.feature;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;

import everymode.tensor.Ops;
import everymode.tensor.Parallel;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The sum `Σ XᵀX` over blocks of rows, in double precision.
///
/// Only tiles on and above the diagonal are multiplied, and half of those on it. A tile is summed
/// by one thread, in the order of the blocks, so the result does not depend on the number of
/// threads. The sum belongs to the scope in which it was created.
final class GramMatrix {

  private static final int TILE = 1024;
  private static final int SMALL_TILE = 256;

  private final int dim;
  private final Tensor sum; // [dim, dim], row by row; not maintained below the diagonal
  private final List<Tile> tiles = new ArrayList<>();

  private record Tile(int row, int column) {}

  /// Starts with zeros.
  ///
  /// @param dim columns of X
  GramMatrix(int dim) {
    this.dim = dim;
    sum = zeros(dim);
    // Tiles on the diagonal are half the work and come last, so that no thread waits for long.
    for (int row = 0; row < dim; row += TILE) {
      for (int column = row + TILE; column < dim; column += TILE) {
        tiles.add(new Tile(row, column));
      }
    }
    for (int row = 0; row < dim; row += TILE) {
      tiles.add(new Tile(row, row));
    }
  }

  /// Adds a block.
  ///
  /// @param block float64 `[rows, dim]`, contiguous
  void add(Tensor block) {
    int rows = Math.toIntExact(block.size(0));
    DoublePointer x = block.data_ptr_double();
    DoublePointer to = sum.data_ptr_double();
    Parallel.run(tiles.size(), i -> add(tiles.get(i), rows, x, to));
  }

  private void add(Tile tile, int rows, DoublePointer x, DoublePointer to) {
    int h = Math.min(TILE, dim - tile.row);
    int w = Math.min(TILE, dim - tile.column);
    try (var a = new DoublePointer(x);
        var b = new DoublePointer(x);
        var c = new DoublePointer(to)) {
      a.position(tile.row);
      b.position(tile.column);
      c.position((long) tile.row * dim + tile.column);
      if (tile.row == tile.column) {
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, h, rows, 1, a, dim, 1, c, dim);
      } else {
        cblas_dgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, h, w, rows, 1, a, dim, b, dim, 1, c, dim);
      }
    }
  }

  /// The sum so far.
  ///
  /// @return `[dim × dim]`, exactly symmetric
  double[] sum() {
    double[] all = Ops.doubles(sum);
    for (int i = 0; i < dim; i++) {
      for (int j = i + 1; j < dim; j++) {
        all[j * dim + i] = all[i * dim + j];
      }
    }
    return all;
  }

  /// The product `LᵀSL`. With H the lower half of S, its diagonal halved, it is `LᵀHL` plus its
  /// transpose; products of triangular matrices are short, so this takes half the time.
  ///
  /// @param lower L, float64 `[dim, dim]`, zeros above the diagonal
  /// @param symmetric S, float64 `[dim, dim]`
  /// @return `[dim, dim]`, exactly symmetric
  static Tensor sandwich(Tensor lower, Tensor symmetric) {
    long dim = lower.size(0);
    Tensor half = symmetric.tril();
    Tensor diagonal = half.diagonal();
    diagonal.copy_(Ops.times(diagonal, 0.5));
    Tensor right = zeros(dim); // HL, a triangle as well
    inTiles(
        dim,
        (row, rows, column, columns) -> {
          long end = row + rows; // outside this range, H or L is zero
          if (row >= column) {
            Tensor left = part(half, row, rows, column, end - column);
            part(right, row, rows, column, columns)
                .addmm_(left, part(lower, column, end - column, column, columns));
          }
        });
    Tensor whole = zeros(dim);
    inTiles(
        dim,
        (row, rows, column, columns) -> {
          long from = Math.max(row, column);
          Tensor left = part(lower, from, dim - from, row, rows).t();
          part(whole, row, rows, column, columns)
              .addmm_(left, part(right, from, dim - from, column, columns));
        });
    return whole.add(whole.t());
  }

  private interface Task {
    void run(long row, long rows, long column, long columns);
  }

  private static void inTiles(long dim, Task task) {
    int side = Math.toIntExact(Math.ceilDiv(dim, (long) SMALL_TILE));
    Parallel.run(
        side * side,
        i -> {
          long row = (long) i / side * SMALL_TILE;
          long column = (long) i % side * SMALL_TILE;
          try (var _ = new Scope()) {
            task.run(
                row, Math.min(SMALL_TILE, dim - row), column, Math.min(SMALL_TILE, dim - column));
          }
        });
  }

  private static Tensor part(Tensor matrix, long row, long rows, long column, long columns) {
    return Ops.rows(matrix, row, rows).narrow(1, column, columns);
  }

  private static Tensor zeros(long dim) {
    return torch.zeros(new long[] {dim, dim}, new TensorOptions(ScalarType.Double));
  }
}
