package everymode.neighbour;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Finds the close pairs between two point sets, or within one, exactly.
///
/// A product of float32 matrices gives ‖x‖² + ‖y‖² − 2x·y fast, but with rounding errors that
/// differ between positions in a block. So it only decides the certain cases: pairs that are
/// certainly too far apart are dropped, and [#below] computes the plain sum of squared differences
/// in double precision if the rounded value is closer to a bound than the worst-case rounding
/// error. Hence ties are exact, a point has distance 0 from its duplicate, and results do not
/// depend on blocks, threads or the processor.
///
/// The worst-case rounding error, with u = 2⁻²⁴ and centred points x, y of dimension d: a dot
/// product summed in any order, with or without fused operations, has an error of at most γ‖x‖‖y‖,
/// γ = du / (1 − du); rounding the centred points changes ‖x − y‖² by at most 2u(‖x‖ + ‖y‖)². As
/// 2‖x‖‖y‖ ≤ ‖x‖² + ‖y‖², the total is at most (γ + 4u)(‖x‖² + ‖y‖²).
///
/// *Source:* Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1.
public final class ClosePairs {

  private static final int SIDE = 512;
  private static final int MIN_SIDE = 64;
  private static final int BLOCKS_PER_THREAD = 4;
  private static final int CHUNK = 64;
  private static final double UNIT = 0x1p-24;
  private static final double TINY = 0x1p-120; // exceeds the error of any product that underflows

  private final PointSet x;
  private final PointSet y;
  private final boolean within;
  private final double scale;
  private final double rounding;
  private final double underflow;
  private final PointBlocks left;
  private final PointBlocks right;

  /// Receives close pairs. Called by several threads.
  ///
  /// @param reach the squared distance, inclusive, up to which the i-th x is interested in ys; −∞
  ///   for none. It may shrink during the visit, but never grow.
  /// @param reachBack the same for the j-th y and the xs
  /// @param action receives pairs that may be within the reach of either point; all pairs that are
  ///   within it are included
  record Visitor(IntToDoubleFunction reach, IntToDoubleFunction reachBack, PairAction action) {

    /// A visitor for which only xs are interested in ys.
    static Visitor oneWay(IntToDoubleFunction reach, PairAction action) {
      return new Visitor(reach, _ -> Double.NEGATIVE_INFINITY, action);
    }
  }

  /// What is done with a pair.
  interface PairAction {

    /// Receives a pair.
    ///
    /// @param pairs decides comparisons exactly
    /// @param i index of x
    /// @param j index of y
    /// @param squared the squared distance, rounded
    void pair(ClosePairs pairs, int i, int j, double squared);
  }

  private ClosePairs(PointSet x, PointSet y, boolean within, int side) {
    this.x = x;
    this.y = y;
    this.within = within;
    double[] centre = x.mean();
    double extent = Math.max(x.extent(centre), within ? 0 : y.extent(centre));
    if (!Double.isFinite(extent)) {
      throw new EverymodeException(
          "distances need finite numbers, but some coordinates are not finite; remove those rows");
    }
    // A power of two, so that scaling is exact: products can neither overflow nor underflow.
    scale = extent == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(extent));
    double sum = (x.dim() + 2) * UNIT;
    double gamma = sum < 1 ? sum / (1 - sum) : Double.POSITIVE_INFINITY;
    // 4 units more than the proof requires, and the rounding of sums in double precision.
    rounding = gamma + 8 * UNIT + 8 * (x.dim() + 8) * 0x1p-53;
    underflow = x.dim() * TINY;
    left = PointBlocks.of(x, centre, scale, side);
    right = within ? left : PointBlocks.of(y, centre, scale, side);
  }

  /// Visits the close pairs of two point sets of equal dimension.
  static void visit(PointSet x, PointSet y, Visitor visitor) {
    visit(x, y, false, side(x.n()), visitor);
  }

  /// Visits the close pairs within a point set, each once, with i < j.
  static void visit(PointSet x, Visitor visitor) {
    visit(x, x, true, side(x.n()), visitor);
  }

  /// Visits with a given block size.
  static void visit(PointSet x, PointSet y, boolean within, int side, Visitor visitor) {
    if (x.n() == 0 || y.n() == 0) {
      return;
    }
    if (x.dim() != y.dim()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "points must have equal dimensions, but have %d and %d",
              x.dim(),
              y.dim()));
    }
    try (var _ = new Scope()) {
      var pairs = new ClosePairs(x, y, within, side);
      runInParallel(pairs.left.tensors().size(), block -> pairs.new Stripe(block, visitor).run());
    }
  }

  /// Large blocks multiply faster; enough of them keep all threads busy until the end.
  private static int side(int n) {
    return Math.clamp(n / ((long) BLOCKS_PER_THREAD * Backend.threads()), MIN_SIDE, SIDE);
  }

  /// Whether the exact squared distance is strictly below a bound.
  boolean below(int i, int j, double squared, double bound) {
    double error = maxError(i, j);
    return squared < bound - error
        || (squared <= bound + error && bound > 0 && x.squared(i, y, j) < bound);
  }

  /// The maximum error of a rounded squared distance.
  double maxError(int i, int j) {
    return (rounding * (left.norm()[i] + right.norm()[j]) + underflow) / (scale * scale);
  }

  /// One block of xs with all ys or, within one point set, with the following ones; used by one
  /// thread.
  ///
  /// The condition that ‖x‖² + ‖y‖² − 2x·y may be within a reach R is written as x·y ≥ ½‖y‖² +
  /// (½‖x‖² − ½R): one number per row and one per column, so that most pairs cost one comparison in
  /// single precision.
  private final class Stripe {

    private final int block;
    private final Visitor visitor;
    private final float[] dots = new float[left.side()];
    private final float[] columnNorm = new float[left.side()];
    private final float[] columnReach = new float[left.side()];

    Stripe(int block, Visitor visitor) {
      this.block = block;
      this.visitor = visitor;
    }

    void run() {
      for (int other = within ? block : 0; other < right.tensors().size(); other++) {
        if (Thread.currentThread().isInterrupted()) {
          throw new CancellationException();
        }
        tile(other);
      }
    }

    private void tile(int other) {
      int from = other * right.side();
      int count = right.rows(other);
      int first = block * left.side();
      try (var _ = new Scope()) {
        Tensor product = left.tensors().get(block).matmul(right.tensors().get(other).t());
        FloatBuffer all = Ops.bytes(product).asFloatBuffer();
        for (int r = 0; r < left.rows(block); r++) {
          if (Integer.bitCount(r) <= 1) { // reaches shrink fast at first, then slowly
            updateReach(from, count);
          }
          all.get(r * count, dots, 0, count);
          row(first + r, from, within && other == block ? r + 1 : 0, count);
        }
      }
    }

    /// Queries the reach of the columns.
    private void updateReach(int from, int count) {
      for (int c = 0; c < count; c++) {
        double halved = halved(right.norm()[from + c]);
        columnNorm[c] = (float) halved;
        columnReach[c] = (float) (halved - halfReach(visitor.reachBack.applyAsDouble(from + c)));
      }
    }

    private void row(int i, int from, int begin, int count) {
      double halved = halved(left.norm()[i]);
      float rowNorm = (float) halved;
      float rowReach = (float) (halved - halfReach(visitor.reach.applyAsDouble(i)));
      for (int c = begin; c < count; c += CHUNK) {
        int end = Math.min(count, c + CHUNK);
        if (largestMargin(rowReach, rowNorm, c, end) >= 0) {
          for (int at = c; at < end; at++) {
            if (dots[at] >= Math.min(columnNorm[at] + rowReach, columnReach[at] + rowNorm)) {
              visitor.action.pair(ClosePairs.this, i, from + at, squared(i, from + at, dots[at]));
            }
          }
          rowReach = (float) (halved - halfReach(visitor.reach.applyAsDouble(i)));
        }
      }
    }

    /// The largest margin by which a pair is within reach; negative if none is.
    private float largestMargin(float rowReach, float rowNorm, int begin, int end) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int c = begin; c < end; c++) {
        float bound = Math.min(columnNorm[c] + rowReach, columnReach[c] + rowNorm);
        largest = Math.max(largest, dots[c] - bound);
      }
      return largest;
    }

    /// ½‖x‖² less its share of all rounding errors, including those of these comparisons.
    private double halved(double norm) {
      return 0.5 * norm * (1 - rounding - 8 * UNIT);
    }

    private double halfReach(double reach) {
      return 0.5 * reach * scale * scale * (1 + 8 * UNIT) + underflow;
    }

    private double squared(int i, int j, float dot) {
      return (left.norm()[i] + right.norm()[j] - 2.0 * dot) / (scale * scale);
    }
  }

  /// Runs tasks in parallel; matrix products use one thread each.
  public static void runInParallel(int tasks, IntConsumer task) {
    inParallel(
        tasks,
        i -> {
          task.accept(i);
          return i;
        });
  }

  /// The numbers that tasks in parallel return; matrix products use one thread each.
  public static double[] valuesInParallel(int tasks, IntToDoubleFunction task) {
    double[] values = new double[tasks];
    runInParallel(tasks, i -> values[i] = task.applyAsDouble(i));
    return values;
  }

  /// The results of tasks that run in parallel; matrix products use one thread each.
  public static <T> List<T> inParallel(int tasks, IntFunction<T> task) {
    try (var workers =
        Executors.newFixedThreadPool(Math.min(Backend.threads(), Math.max(1, tasks)))) {
      List<Future<T>> running =
          IntStream.range(0, tasks).mapToObj(i -> workers.submit(() -> task.apply(i))).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(Interruption.await(each, "computing distances"));
      }
      return results; // after an interruption, closing the workers stops them
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EverymodeException reason) {
        throw reason;
      }
      throw new IllegalStateException("computing distances failed", e.getCause());
    }
  }
}
