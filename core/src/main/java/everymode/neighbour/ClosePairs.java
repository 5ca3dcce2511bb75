package everymode.neighbour;

import everymode.tensor.Backend;
import everymode.tensor.Parallel;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Finds the close pairs between two point sets, or within one, exactly.
///
/// A product of float32 matrices gives ‖x‖² + ‖y‖² − 2x·y fast, but with rounding errors that
/// differ between positions in a block. So it only decides the certain cases: pairs that are
/// certainly too far apart are dropped, and [Accuracy#below] computes the plain sum of squared
/// differences in double precision if the rounded value is closer to a bound than the worst-case
/// rounding error. Hence ties are exact, a point has distance 0 from its duplicate, and results do
/// not depend on blocks, threads or the processor.
///
/// Where many points have many coordinates, a [Contraction] to few drops most pairs first, and the
/// distances of those that remain are computed in double precision, unless they are so many that a
/// product of all coordinates is faster.
///
/// The worst-case rounding error, with u = 2⁻²⁴ and centred points x, y of dimension d: a dot
/// product summed in any order, with or without fused operations, has an error of at most γ‖x‖‖y‖,
/// γ = du / (1 − du); rounding the centred points changes ‖x − y‖² by at most 2u(‖x‖ + ‖y‖)². As
/// 2‖x‖‖y‖ ≤ ‖x‖² + ‖y‖², the total is at most (γ + 4u)(‖x‖² + ‖y‖²).
///
/// *Source:* Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1.
public final class ClosePairs {

  private static final int SIDE = 512;
  private static final int WIDE = 4_096; // columns at once where rows search for neighbours
  private static final int MIN_SIDE = 64;
  private static final int BLOCKS_PER_THREAD = 4;
  private static final long LARGE = 1 << 24; // pairs after whose visit memory is given back
  private static final double UNIT = 0x1p-24;
  private static final double TINY = 0x1p-120; // exceeds the error of any product that underflows

  final Placed x;
  final Placed y;
  final boolean within;
  final int side;
  final Products full;
  final @Nullable Products coarse;

  private final double scale;
  private final double rounding;
  private final double underflow;

  /// Receives close pairs. Called by several threads.
  ///
  /// @param reach the squared distance, inclusive, up to which the i-th x is interested in ys; −∞
  ///   for none. It may shrink during the visit, but never grow.
  /// @param reachBack the same for the j-th y and the xs; null if no y is interested in xs
  /// @param relevant leaves out pairs for which the reach of the points is more than they need
  /// @param action receives relevant pairs that may be within the reach of either point; all that
  ///   are within it are included
  record Visitor(
      IntToDoubleFunction reach,
      @Nullable IntToDoubleFunction reachBack,
      Relevance relevant,
      PairAction action) {

    /// A visitor for which all pairs within reach are relevant.
    Visitor(IntToDoubleFunction reach, @Nullable IntToDoubleFunction reachBack, PairAction action) {
      this(reach, reachBack, (_, _, _) -> true, action);
    }

    /// A visitor for which only xs are interested in ys.
    static Visitor oneWay(IntToDoubleFunction reach, PairAction action) {
      return new Visitor(reach, null, action);
    }

    /// Both visitors at once.
    Visitor and(Visitor other) {
      return new Visitor(
          i -> Math.max(reach.applyAsDouble(i), other.reach.applyAsDouble(i)),
          later(reachBack, other.reachBack),
          (i, j, least) -> relevant.test(i, j, least) || other.relevant.test(i, j, least),
          (pairs, i, j, squared) -> {
            action.pair(pairs, i, j, squared);
            other.action.pair(pairs, i, j, squared);
          });
    }
  }

  private static @Nullable IntToDoubleFunction later(
      @Nullable IntToDoubleFunction a, @Nullable IntToDoubleFunction b) {
    return a == null || b == null
        ? a == null ? b : a
        : j -> Math.max(a.applyAsDouble(j), b.applyAsDouble(j));
  }

  /// Whether a pair can be of interest.
  interface Relevance {

    /// Judges a pair before its distance is computed accurately.
    ///
    /// @param i index of x
    /// @param j index of y
    /// @param least a lower bound of the squared distance, which may be negative
    boolean test(int i, int j, double least);
  }

  /// What is done with a pair.
  interface PairAction {

    /// Receives a pair.
    ///
    /// @param pairs decides comparisons exactly
    /// @param i index of x
    /// @param j index of y
    /// @param squared the squared distance, as accurate as these pairs are
    void pair(Accuracy pairs, int i, int j, double squared);
  }

  /// How accurate the squared distances of pairs are.
  interface Accuracy {

    /// The maximum error of a squared distance.
    double maxError(int i, int j);

    /// The squared distance without error.
    double exact(int i, int j, double squared);

    /// Whether the exact squared distance is strictly below a bound.
    default boolean below(int i, int j, double squared, double bound) {
      double error = maxError(i, j);
      return squared < bound - error
          || (squared <= bound + error && bound > 0 && exact(i, j, squared) < bound);
    }
  }

  /// What products of rows tell about distances.
  ///
  /// @param left ½‖x‖² less its share of all rounding errors, including those of comparisons in
  ///   single precision
  /// @param right likewise for ys
  /// @param growth factor of a squared reach
  /// @param contracted whether the rows are contracted
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Products(double[] left, double[] right, double growth, boolean contracted) {}

  private ClosePairs(Placed x, Placed y, boolean within, int side) {
    this.x = x;
    this.y = y;
    this.within = within;
    this.side = side;
    scale = x.space().scale();
    int dim = x.points().dim();
    rounding = rounding(dim);
    underflow = dim * TINY;
    full = products(x.norm(), y.norm(), rounding, 1, false);
    Contraction contraction = x.space().contraction();
    coarse = contraction == null ? null : coarse(contraction);
  }

  private static double rounding(int dim) {
    double sum = (dim + 2) * UNIT;
    double gamma = sum < 1 ? sum / (1 - sum) : Double.POSITIVE_INFINITY;
    // 4 units more than the proof requires, and the rounding of sums in double precision.
    return gamma + 8 * UNIT + 8 * (dim + 8) * 0x1p-53;
  }

  /// With e the error of the contraction f and R ≥ ‖x − y‖²,
  ///
  /// `‖f(x) − f(y)‖² ≤ (√R + e(‖x‖ + ‖y‖))² ≤ (1 + e) R + 4e (‖x‖² + ‖y‖²)`
  private Products coarse(Contraction contraction) {
    double error = contraction.error();
    return products(
        x.coarseNorm(),
        y.coarseNorm(),
        rounding(contraction.dim()) + 5 * error,
        1 + 2 * error,
        true);
  }

  private Products products(
      double[] xs, double[] ys, double relative, double growth, boolean contracted) {
    return new Products(
        halved(xs, x.norm(), relative),
        halved(ys, y.norm(), relative),
        growth * (1 + 8 * UNIT),
        contracted);
  }

  private static double[] halved(double[] square, double[] norm, double relative) {
    double[] halved = new double[square.length];
    Arrays.setAll(halved, i -> 0.5 * (square[i] - norm[i] * (relative + 8 * UNIT)));
    return halved;
  }

  /// Visits the close pairs of two point sets of equal dimension.
  static void visit(PointSet x, PointSet y, Visitor visitor) {
    visit(Placed.of(x), y, visitor);
  }

  /// Visits the close pairs of two point sets, the first of which is prepared.
  static void visit(Placed x, PointSet y, Visitor visitor) {
    if (x.n() == 0 || y.n() == 0) {
      return;
    }
    Placed placed = Placed.of(y, x.space());
    if (placed.fits()) {
      visit(x, placed, false, visitor);
    } else {
      apart(x.points(), y, visitor);
    }
  }

  /// Visits the close pairs of two point sets, the second of which is prepared.
  static void visit(PointSet x, Placed y, Visitor visitor) {
    if (x.n() == 0 || y.n() == 0) {
      return;
    }
    Placed placed = Placed.of(x, y.space());
    if (placed.fits()) {
      visit(placed, y, false, visitor);
    } else {
      apart(x, y.points(), visitor);
    }
  }

  /// Visits two sets of which one is small beside the numbers of the other.
  private static void apart(PointSet x, PointSet y, Visitor visitor) {
    Space both = Space.of(x, y);
    visit(Placed.of(x, both), Placed.of(y, both), false, visitor);
  }

  /// Visits the close pairs within a point set, each once, with i < j.
  static void visit(PointSet x, Visitor visitor) {
    visit(Placed.of(x), visitor);
  }

  /// Visits the close pairs within a prepared point set, each once, with i < j.
  static void visit(Placed x, Visitor visitor) {
    visit(x, x, true, visitor);
  }

  private static void visit(Placed x, Placed y, boolean within, Visitor visitor) {
    visit(x, y, within, side(x.n()), visitor);
  }

  /// Visits with a given block size.
  ///
  /// @param x in the same space as y
  static void visit(Placed x, Placed y, boolean within, int side, Visitor visitor) {
    try (var _ = new Scope()) {
      var pairs = new ClosePairs(x, y, within, side);
      boolean wide = pairs.coarse != null && visitor.reachBack() == null && !within;
      int width = wide ? WIDE : side;
      List<Tensor> left = pairs.blocks(x, side);
      List<Tensor> right = within ? left : pairs.blocks(y, width);
      Parallel.run(
          left.size(),
          block -> {
            try (var _ = new Scope()) {
              var stripe = new Stripe(pairs, left.get(block), block * side, width, visitor);
              for (int at = within ? block : 0; at < right.size(); at++) {
                stripe.visit(right.get(at), at * width);
              }
            }
          });
    }
    if ((long) x.n() * y.n() >= LARGE) {
      Backend.trim();
    }
  }

  private List<Tensor> blocks(Placed points, int size) {
    List<Tensor> blocks = new ArrayList<>();
    for (int first = 0; first < points.n(); first += size) {
      int rows = Math.min(size, points.n() - first);
      blocks.add(coarse == null ? points.block(first, rows) : points.coarseBlock(first, rows));
    }
    return blocks;
  }

  /// Large blocks multiply faster; enough of them keep all threads busy until the end.
  private static int side(int n) {
    return Math.clamp(n / ((long) BLOCKS_PER_THREAD * Backend.threads()), MIN_SIDE, SIDE);
  }

  /// Half a squared reach, in the scale of products.
  double halfReach(Products by, double reach) {
    return 0.5 * reach * scale * scale * by.growth + underflow;
  }

  /// The squared distance of a pair, rounded.
  double squared(int i, int j, float dot) {
    return (x.norm()[i] + y.norm()[j] - 2.0 * dot) / (scale * scale);
  }

  /// A lower bound of the squared distance of a pair.
  double least(Products by, int i, int j, float dot) {
    return 2 * (by.left[i] + by.right[j] - dot - underflow) / (by.growth * scale * scale);
  }

  /// Squared distances from products of matrices; for one thread.
  final class Rounded implements Accuracy {

    private final double[] squares = new double[PointSet.CHUNK];

    @Override
    public double maxError(int i, int j) {
      return (rounding * (x.norm()[i] + y.norm()[j]) + underflow) / (scale * scale);
    }

    @Override
    public double exact(int i, int j, double squared) {
      return x.points().squared(i, y.points(), j, squares);
    }
  }

  /// Squared distances from sums in double precision.
  static final class Exact implements Accuracy {

    @Override
    public double maxError(int i, int j) {
      return 0;
    }

    @Override
    public double exact(int i, int j, double squared) {
      return squared;
    }
  }
}
