package everymode.neighbour;

import everymode.error.EverymodeException;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/// The close pairs between two clouds, or within one.
///
/// A product of float32 matrices gives ‖x‖² + ‖y‖² − 2x·y fast but rounded, and rounded differently
/// in different places of a block. So it only decides what is beyond doubt: pairs that are surely
/// too far apart are dropped, and [#below] asks the plain sum of squared differences in double
/// precision where the rounded value is closer to a bound than the worst rounding. Hence ties are
/// ties, a point is at distance 0 from its copy, and results do not depend on blocks, threads or
/// processor.
///
/// The worst rounding, with u = 2⁻²⁴ and moved points x, y of dimension d: a dot product summed in
/// any order, with or without fused operations, is wrong by at most γ‖x‖‖y‖, γ = du / (1 − du);
/// rounding the moved points moves ‖x − y‖² by at most 2u(‖x‖ + ‖y‖)². As 2‖x‖‖y‖ ≤ ‖x‖² + ‖y‖²,
/// all is at most (γ + 4u)(‖x‖² + ‖y‖²).
///
/// *Source:* Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1.
public final class ClosePairs {

  private static final int SIDE = 512;
  private static final int LEAST_SIDE = 64;
  private static final int BLOCKS_A_THREAD = 4;
  private static final int CHUNK = 64;
  private static final double UNIT = 0x1p-24;
  private static final double TINY = 0x1p-120; // above the error of any product that underflows

  private final PointSet x;
  private final PointSet y;
  private final boolean within;
  private final double scale;
  private final double rounding;
  private final double underflow;
  private final PointBlocks left;
  private final PointBlocks right;

  /// Asks for close pairs. Threads share it.
  interface Visitor {

    /// The squared distance, ties included, up to which the i-th x wants to see the ys; −∞ for not
    /// at all. It may shrink during the visit, never grow.
    double reach(int i);

    /// The same for the j-th y and the xs.
    double reachBack(int j);

    /// Sees a pair that may be within the reach of either, and surely sees all that are.
    ///
    /// @param pairs whom to ask for certain distances
    /// @param i which x
    /// @param j which y
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
          "distances need finite numbers, but some coordinates are not; remove those rows");
    }
    // A power of two, so that nothing is rounded: products can neither overflow nor vanish.
    scale = extent == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(extent));
    double sum = (x.dim() + 2) * UNIT;
    double gamma = sum < 1 ? sum / (1 - sum) : Double.POSITIVE_INFINITY;
    // 4 units more than the proof asks for, and the rounding of sums in double precision.
    rounding = gamma + 8 * UNIT + 8 * (x.dim() + 8) * 0x1p-53;
    underflow = x.dim() * TINY;
    left = PointBlocks.of(x, centre, scale, side);
    right = within ? left : PointBlocks.of(y, centre, scale, side);
  }

  /// Visits the close pairs of two clouds of one dimension.
  static void visit(PointSet x, PointSet y, Visitor visitor) {
    visit(x, y, false, side(x.n()), visitor);
  }

  /// Visits the close pairs within a cloud, each once, with i < j.
  static void visit(PointSet x, Visitor visitor) {
    visit(x, x, true, side(x.n()), visitor);
  }

  /// Visits with blocks of a given side.
  static void visit(PointSet x, PointSet y, boolean within, int side, Visitor visitor) {
    if (x.n() == 0 || y.n() == 0) {
      return;
    }
    if (x.dim() != y.dim()) {
      throw new IllegalArgumentException(
          "points of %d and of %d dimensions".formatted(x.dim(), y.dim()));
    }
    try (var _ = new Scope()) {
      var pairs = new ClosePairs(x, y, within, side);
      inParallel(
          pairs.left.tensors().size(),
          block -> {
            pairs.new Stripe(block, visitor).run();
            return block;
          });
    }
  }

  /// Large blocks are multiplied fast; enough of them keep all threads busy to the end.
  private static int side(int n) {
    return Math.clamp(n / ((long) BLOCKS_A_THREAD * Backend.threads()), LEAST_SIDE, SIDE);
  }

  /// Whether the squared distance is below a bound, ties excluded.
  boolean below(int i, int j, double squared, double bound) {
    double doubt = doubt(i, j);
    return squared < bound - doubt
        || (squared <= bound + doubt && bound > 0 && x.squared(i, y, j) < bound);
  }

  /// How far off a rounded squared distance may be.
  double doubt(int i, int j) {
    return (rounding * (left.norm()[i] + right.norm()[j]) + underflow) / (scale * scale);
  }

  /// One block of xs with all ys, or within a cloud with those that follow; used by one thread.
  ///
  /// That ‖x‖² + ‖y‖² − 2x·y may be within a reach R, is put as x·y ≥ ½‖y‖² + (½‖x‖² − ½R): a row's
  /// number and a column's, so that most pairs cost one comparison in single precision.
  private final class Stripe {

    private final int block;
    private final Visitor visitor;
    private final float[] dots = new float[left.side()];
    private final float[] half = new float[left.side()];
    private final float[] back = new float[left.side()];

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
            look(from, count);
          }
          all.get(r * count, dots, 0, count);
          row(first + r, from, within && other == block ? r + 1 : 0, count);
        }
      }
    }

    /// Asks how far the columns reach.
    private void look(int from, int count) {
      for (int c = 0; c < count; c++) {
        double halved = halved(right.norm()[from + c]);
        half[c] = (float) halved;
        back[c] = (float) (halved - room(visitor.reachBack(from + c)));
      }
    }

    private void row(int i, int from, int begin, int count) {
      double halved = halved(left.norm()[i]);
      float away = (float) halved;
      float ahead = (float) (halved - room(visitor.reach(i)));
      for (int c = begin; c < count; c += CHUNK) {
        int end = Math.min(count, c + CHUNK);
        if (most(ahead, away, c, end) >= 0) {
          for (int at = c; at < end; at++) {
            if (dots[at] >= Math.min(half[at] + ahead, back[at] + away)) {
              visitor.pair(ClosePairs.this, i, from + at, squared(i, from + at, dots[at]));
            }
          }
          ahead = (float) (halved - room(visitor.reach(i)));
        }
      }
    }

    /// How far the closest of some pairs is within reach, negative when none is.
    private float most(float ahead, float away, int begin, int end) {
      float most = Float.NEGATIVE_INFINITY;
      for (int c = begin; c < end; c++) {
        most = Math.max(most, dots[c] - Math.min(half[c] + ahead, back[c] + away));
      }
      return most;
    }

    /// ½‖x‖² less its share of all rounding, that of these comparisons included.
    private double halved(double norm) {
      return 0.5 * norm * (1 - rounding - 8 * UNIT);
    }

    private double room(double reach) {
      return 0.5 * reach * scale * scale * (1 + 8 * UNIT) + underflow;
    }

    private double squared(int i, int j, float dot) {
      return (left.norm()[i] + right.norm()[j] - 2.0 * dot) / (scale * scale);
    }
  }

  /// Matrix products run on one thread each, so that the threads are ours.
  public static <T> List<T> inParallel(int tasks, IntFunction<T> task) {
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
