package everymode.neighbour;

import everymode.neighbour.ClosePairs.PairAction;
import everymode.neighbour.ClosePairs.Visitor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Precision, recall, density and coverage: a ball around each real point reaches to its k-th
/// nearest other real point, and generated points are compared with these balls.
///
/// With real points x with balls B(x) and generated points y with balls B(y), all balls open:
///
/// - precision = share of y in ∪ B(x), k = 3
/// - recall = share of x in ∪ B(y), k = 3
/// - density = Σ_y #{x : y ∈ B(x)} / (k · number of y), k = 5
/// - coverage = share of x whose B(x) contains some y, k = 5
///
/// All lie in [0, 1], except density, which may exceed 1. Open balls exclude their boundary, so a
/// point with more than k duplicates has an empty ball, and real points of which each occurs more
/// than k times score 0 even against themselves. [#closed] includes the boundary.
///
/// Memory grows with the number of points, time with its square. Results do not depend on the
/// number of threads.
///
/// *Source:* Kynkäänniemi, Karras, Laine, Lehtinen, Aila, "Improved Precision and Recall Metric for
/// Assessing Generative Models", NeurIPS 2019; Naeem, Oh, Uh, Choi, Yoo, "Reliable Fidelity and
/// Diversity Metrics for Generative Models", ICML 2020. *Differences:* open balls for all four, as
/// in the code of the second paper.
public final class PrecisionRecallDensityCoverage {

  /// The number of neighbours for precision and recall.
  public static final int NARROW = 3;

  /// The number of neighbours for density and coverage.
  public static final int WIDE = 5;

  private final Placed real;
  private final int narrow;
  private final int wide;
  private final boolean closed;
  private final int ties;
  private final int empty;
  private final double[] narrowRadius;
  private final double[] wideRadius;

  /// The scores of generated points.
  ///
  /// Means of the last four over the rows of a class are the recall, coverage and precision of that
  /// class and, divided by k, its density.
  ///
  /// @param precision share of generated points in the ball of a real one
  /// @param recall share of real points in the ball of a generated one; NaN if there are too few
  ///   generated points
  /// @param density mean number of real balls that contain a generated point, divided by k
  /// @param coverage share of real points whose ball contains a generated one
  /// @param reached for each real point, whether it lies in the ball of a generated one; empty if
  ///   recall is NaN
  /// @param covered for each real point, whether its ball contains a generated one
  /// @param inside for each generated point, whether it lies in the ball of a real one
  /// @param depth for each generated point, how many real balls contain it
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Values(
      double precision,
      double recall,
      double density,
      double coverage,
      boolean[] reached,
      boolean[] covered,
      boolean[] inside,
      int[] depth) {}

  /// Computes the balls of the real points, with 3 neighbours for precision and recall and 5 for
  /// density and coverage.
  ///
  /// @param real `[n, ...]`, each row one point, more than 5
  /// @throws IllegalArgumentException when there are too few points
  public PrecisionRecallDensityCoverage(Tensor real) {
    this(real, NARROW, WIDE);
  }

  /// Computes the balls of the real points.
  ///
  /// @param real `[n, ...]`, each row one point
  /// @param narrow neighbours for precision and recall, at least 1 and less than n
  /// @param wide neighbours for density and coverage, likewise
  /// @throws IllegalArgumentException when there are too few points
  public PrecisionRecallDensityCoverage(Tensor real, int narrow, int wide) {
    this(PointSet.of(real), narrow, wide);
  }

  public PrecisionRecallDensityCoverage(PointSet real) {
    this(real, NARROW, WIDE);
  }

  PrecisionRecallDensityCoverage(PointSet points, int narrow, int wide) {
    if (Math.min(narrow, wide) < 1) {
      throw new IllegalArgumentException("k must be at least 1, but is " + Math.min(narrow, wide));
    }
    Placed real = Placed.of(points);
    this(real, KnnResult.within(real, Math.max(narrow, wide)), narrow, wide);
  }

  /// Computes the balls from the nearest neighbours of the real points, of which there are enough.
  PrecisionRecallDensityCoverage(Placed real, KnnResult nearest, int narrow, int wide) {
    this.real = real;
    this.narrow = narrow;
    this.wide = wide;
    closed = false;
    narrowRadius = nearest.radius(narrow);
    wideRadius = nearest.radius(wide);
    ties = zeros(nearest.radius(1));
    empty = zeros(nearest.radius(Math.min(narrow, wide)));
  }

  private static int zeros(double[] radius) {
    return (int) Arrays.stream(radius).filter(r -> r == 0).count();
  }

  private PrecisionRecallDensityCoverage(PrecisionRecallDensityCoverage open) {
    real = open.real;
    narrow = open.narrow;
    wide = open.wide;
    closed = true;
    ties = open.ties;
    empty = 0;
    narrowRadius = close(open.narrowRadius);
    wideRadius = close(open.wideRadius);
  }

  /// The number of real points that coincide with another.
  public int ties() {
    return ties;
  }

  /// The number of real points with so many duplicates that an open ball of theirs is empty.
  ///
  /// @return 0 for closed balls
  public int empty() {
    return empty;
  }

  /// The same points with closed balls: points on the boundary are inside. Identical sets then
  /// score 1 in all but density, even with duplicates.
  ///
  /// @return balls that include their boundary, for generated points too
  public PrecisionRecallDensityCoverage closed() {
    return closed ? this : new PrecisionRecallDensityCoverage(this);
  }

  /// Scores generated points.
  ///
  /// @param fake `[m, ...]`, at least one point; m may differ from n
  public Values of(Tensor fake) {
    return of(PointSet.of(fake));
  }

  public Values of(PointSet fake) {
    Counts counts = new Counts(fake, true);
    ClosePairs.visit(real, fake, counts.visitor());
    return counts.values();
  }

  /// What one visit of all pairs of real and generated points finds.
  final class Counts {

    private final double[] reach;
    private final AtomicIntegerArray depth;
    // Several threads share the flags: they are only ever set, and are read at the end.
    private final boolean[] covered = new boolean[real.n()];
    private final boolean[] reached;
    private final boolean[] inside;

    /// Starts without pairs.
    ///
    /// @param recall whether recall is measured, which needs distances among generated points
    Counts(PointSet fake, boolean recall) {
      reach = recall ? reach(fake) : new double[0];
      reached = new boolean[reach.length > 0 ? real.n() : 0];
      depth = new AtomicIntegerArray(fake.n());
      inside = new boolean[fake.n()];
    }

    Visitor visitor() {
      boolean measured = reached.length > 0;
      PairAction count =
          (pairs, i, j, squared) -> {
            if (pairs.below(i, j, squared, wideRadius[i])) {
              covered[i] = true;
              depth.getAndIncrement(j);
            }
            if (!inside[j] && pairs.below(i, j, squared, narrowRadius[i])) {
              inside[j] = true;
            }
            if (measured && !reached[i] && pairs.below(i, j, squared, reach[j])) {
              reached[i] = true;
            }
          };
      return new Visitor(
          i -> Math.max(narrowRadius[i], wideRadius[i]),
          j -> measured ? reach[j] : Double.NEGATIVE_INFINITY,
          count);
    }

    Values values() {
      int[] depths = IntStream.range(0, inside.length).map(depth::get).toArray();
      return new Values(
          share(inside),
          reached.length > 0 ? share(reached) : Double.NaN,
          Arrays.stream(depths).asLongStream().sum() / ((double) wide * inside.length),
          share(covered),
          reached,
          covered,
          inside,
          depths);
    }
  }

  /// The radius of the ball of each generated point; empty if there are too few of them.
  private double[] reach(PointSet fake) {
    if (fake.n() <= narrow) {
      return new double[0];
    }
    double[] radius = KnnResult.within(fake, narrow).radius(narrow);
    return closed ? close(radius) : radius;
  }

  /// A strict comparison with the next larger number includes equality with this one.
  private static double[] close(double[] radius) {
    return Arrays.stream(radius).map(Math::nextUp).toArray();
  }

  private static double share(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return (double) count / flags.length;
  }

  /// The expected coverage of a perfect sampler, `1 − ∏_{i<k} (n − 1 − i) / (n + m − 1 − i)`: a
  /// ball is empty if the k nearest of the other n − 1 real and m generated points, all from one
  /// distribution, are real.
  ///
  /// @param real n, greater than k
  /// @param fake m
  public static double expectedCoverage(long real, long fake) {
    double empty = 1;
    for (int i = 0; i < WIDE; i++) {
      empty *= (real - 1.0 - i) / (real + fake - 1.0 - i);
    }
    return 1 - empty;
  }
}
