package everymode.metric;

import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/// All squared distances between two clouds, block by block.
///
/// A matrix product gives ‖x‖² + ‖y‖² − 2x·y fast but rounded, and rounded differently in different
/// places of a block. So it only decides what is beyond doubt; [#below] asks the plain sum of
/// squared differences where the two are closer than the worst rounding. Hence ties are ties, a
/// point is at distance 0 from its copy, and results do not depend on blocks, threads or processor.
final class Pairs {

  private static final int ROWS = 256;
  private static final int COLUMNS = 2048;

  private final Cloud x;
  private final Cloud y;
  private final double[] xNorm;
  private final double[] yNorm;
  private final double rounding;

  /// Sees one row of a block.
  @FunctionalInterface
  interface Visitor {

    /// The squared distances of one x to neighbouring ys.
    ///
    /// @param i which x
    /// @param from the first y
    /// @param count how many ys
    /// @param squared their squared distances, rounded; only the first `count` are meant
    void row(int i, int from, int count, double[] squared);
  }

  private Pairs(Cloud x, Cloud y, double[] xCentred, double[] yCentred) {
    this.x = x;
    this.y = y;
    xNorm = norms(xCentred, x);
    yNorm = norms(yCentred, y);
    // Twice the standard bound of a dot product and of the norms, and a little for the centring.
    rounding = 4 * (x.dim() + 8) * 0x1p-53;
  }

  /// Visits every pair. Rows of x are shared out among threads.
  ///
  /// @param x `n` points; their mean becomes the origin, which keeps rounding small
  /// @param y points of the same dimension
  /// @param visitor makes the visitor of one block of rows, from the distances to ask and the
  ///   block's number; a visitor is used by one thread only
  /// @return the visitors, in the order of their rows
  static <V extends Visitor> List<V> visit(
      Cloud x, Cloud y, java.util.function.BiFunction<Pairs, Integer, V> visitor) {
    try (var _ = new Scope()) {
      double[] centre = x.mean();
      double[] xs = x.minus(centre);
      double[] ys = y.minus(centre);
      var pairs = new Pairs(x, y, xs, ys);
      Tensor left = cpu(xs, x);
      Tensor right = cpu(ys, y);
      int blocks = (x.n() + ROWS - 1) / ROWS;
      return inParallel(
          blocks,
          block -> {
            V v = visitor.apply(pairs, block);
            pairs.block(block * ROWS, left, right, v);
            return v;
          });
    }
  }

  /// Rows of one block of [#visit].
  static int rows(int block, int n) {
    return Math.min(ROWS, n - block * ROWS);
  }

  /// Whether the squared distance is below a bound, ties excluded.
  boolean below(int i, int j, double squared, double bound) {
    double doubt = rounding * (xNorm[i] + yNorm[j]);
    return squared < bound - doubt || (squared <= bound + doubt && exact(i, j) < bound);
  }

  /// The squared distance, the same wherever the two points stand in their clouds.
  double exact(int i, int j) {
    float[] a = x.values();
    float[] b = y.values();
    int dim = x.dim();
    double sum = 0;
    for (int p = i * dim, q = j * dim, end = p + dim; p < end; p++, q++) {
      double difference = (double) a[p] - b[q];
      sum += difference * difference;
    }
    return sum;
  }

  private void block(int first, Tensor left, Tensor right, Visitor visitor) {
    int rows = Math.min(ROWS, x.n() - first);
    double[] squared = new double[COLUMNS];
    for (int from = 0; from < y.n(); from += COLUMNS) {
      int count = Math.min(COLUMNS, y.n() - from);
      try (var _ = new Scope()) {
        Tensor product =
            Ops.rows(left, first, rows).matmul(Ops.rows(right, from, count).t()).contiguous();
        DoubleBuffer dots = Ops.bytes(product).asDoubleBuffer();
        for (int r = 0; r < rows; r++) {
          dots.get(r * count, squared, 0, count);
          for (int c = 0; c < count; c++) {
            squared[c] = xNorm[first + r] + yNorm[from + c] - 2 * squared[c];
          }
          visitor.row(first + r, from, count, squared);
        }
      }
    }
  }

  private static double[] norms(double[] centred, Cloud cloud) {
    double[] norms = new double[cloud.n()];
    for (int at = 0; at < centred.length; at++) {
      norms[at / cloud.dim()] += centred[at] * centred[at];
    }
    return norms;
  }

  private static Tensor cpu(double[] values, Cloud cloud) {
    return everymode.tensor.Device.CPU.bring(Ops.of(values, cloud.n(), cloud.dim()));
  }

  /// Matrix products run on one thread each, so that the threads are ours.
  static <T> List<T> inParallel(int tasks, IntFunction<T> task) {
    try (var workers =
        Executors.newFixedThreadPool(Math.min(Backend.threads(), Math.max(1, tasks)))) {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        int index = i;
        calls.add(() -> task.apply(index));
      }
      List<T> results = new ArrayList<>();
      for (var done : workers.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring distances", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("measuring distances failed", e.getCause());
    }
  }
}
