package everymode.metric;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where real points are: a ball around each that reaches to its k-th nearest other. Compares
/// generated points with it.
///
/// With real points x of ball B(x), generated points y of ball B(y), all balls open:
///
/// - precision = share of y in ∪ B(x), k = 3
/// - recall = share of x in ∪ B(y), k = 3
/// - density = Σ_y #{x : y ∈ B(x)} / (k · number of y), k = 5
/// - coverage = share of x whose B(x) holds some y, k = 5
///
/// *Source:* Kynkäänniemi, Karras, Laine, Lehtinen, Aila, "Improved Precision and Recall Metric for
/// Assessing Generative Models", NeurIPS 2019; Naeem, Oh, Uh, Choi, Yoo, "Reliable Fidelity and
/// Diversity Metrics for Generative Models", ICML 2020. *Differences:* open balls for all four, as
/// in the code of the second paper.
final class Support {

  /// Neighbours behind precision and recall.
  static final int NARROW = 3;

  /// Neighbours behind density and coverage.
  static final int WIDE = 5;

  private final Cloud real;
  private final double[][] radii;

  /// What generated points score. `recall` is NaN when there are too few of them for balls.
  ///
  /// @param covered for each real point, whether its ball holds a generated point
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  record Result(
      double precision, double recall, double density, double coverage, boolean[] covered) {}

  /// Measures the balls of the real points.
  ///
  /// @param real more than [#WIDE] points
  Support(Cloud real) {
    this.real = real;
    radii = Neighbours.squared(real, WIDE);
  }

  /// Compares generated points.
  ///
  /// @param fake at least one point
  Result of(Cloud fake) {
    double[] reach = fake.n() > NARROW ? last(Neighbours.squared(fake, NARROW)) : null;
    boolean[] covered = new boolean[real.n()];
    boolean[] reached = new boolean[real.n()];
    List<Block> blocks =
        Pairs.visit(real, fake, (pairs, _) -> new Block(pairs, fake.n(), reach, covered, reached));
    long precise = 0;
    long depth = 0;
    for (int j = 0; j < fake.n(); j++) {
      boolean inside = false;
      for (Block block : blocks) {
        depth += block.depth[j];
        inside |= block.inside[j];
      }
      precise += inside ? 1 : 0;
    }
    return new Result(
        (double) precise / fake.n(),
        reach == null ? Double.NaN : share(reached),
        depth / ((double) WIDE * fake.n()),
        share(covered),
        covered);
  }

  /// What a block of real points sees of the generated ones. The two arrays of flags have a place a
  /// real point and are shared among blocks, whose rows are apart.
  private final class Block implements Pairs.Visitor {
    private final Pairs pairs;
    private final double @Nullable [] reach;
    private final boolean[] covered;
    private final boolean[] reached;
    private final int[] depth;
    private final boolean[] inside;

    Block(Pairs pairs, int fakes, double @Nullable [] reach, boolean[] covered, boolean[] reached) {
      this.pairs = pairs;
      this.reach = reach;
      this.covered = covered;
      this.reached = reached;
      depth = new int[fakes];
      inside = new boolean[fakes];
    }

    @Override
    public void row(int i, int from, int count, double[] squared) {
      double narrow = radii[i][NARROW - 1];
      double wide = radii[i][WIDE - 1];
      for (int c = 0; c < count; c++) {
        int j = from + c;
        if (pairs.below(i, j, squared[c], wide)) {
          covered[i] = true;
          depth[j]++;
          inside[j] = inside[j] || pairs.below(i, j, squared[c], narrow);
        }
        if (reach != null && !reached[i]) {
          reached[i] = pairs.below(i, j, squared[c], reach[j]);
        }
      }
    }
  }

  private static double[] last(double[][] rows) {
    double[] last = new double[rows.length];
    for (int i = 0; i < last.length; i++) {
      last[i] = rows[i][rows[i].length - 1];
    }
    return last;
  }

  private static double share(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return (double) count / flags.length;
  }

  /// The coverage that a perfect sampler is expected to score, `1 − ∏_{i<k} (n − 1 − i) / (n + m −
  /// 1 − i)`: a ball stays empty when of the other n − 1 real and m generated points, all alike,
  /// the k nearest are real.
  ///
  /// @param real n, greater than k
  /// @param fake m
  static double expectedCoverage(long real, long fake) {
    double empty = 1;
    for (int i = 0; i < WIDE; i++) {
      empty *= (real - 1.0 - i) / (real + fake - 1.0 - i);
    }
    return 1 - empty;
  }
}
