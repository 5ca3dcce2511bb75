package everymode.neighbour;

import everymode.neighbour.ClosePairs.PairAction;
import everymode.neighbour.ClosePairs.Visitor;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Clipped density and clipped coverage: a calibrated pair of metrics that is robust to outliers.
///
/// With R_i the distance of x_i to its k-th nearest neighbour among N real points, and M generated
/// points:
///
/// - *density*: `r_i = min(R_i, median R)`, `a(y) = min(1, #{i : ‖y − x_i‖ ≤ r_i} / k)`, F = mean
///   a(y), F* the same for real points (excluding their own ball, and counting only the k nearest
///   points of each ball). Score `min(1, F / F*)`.
/// - *coverage*: s_i = share of the k generated points nearest to x_i with distance below R_i, C =
///   mean s_i. Score: the share of M' in 0…M with f(M') < C, where `f(M') = E[min(J, k)] / k` and
///   `P(J = j) = C(M', j) B(k + j, N + M' − k − j) / B(k, N − k)` is the distribution of the number
///   of points in a ball among M' samples from the true distribution.
///
/// Both lie in [0, 1].
///
/// *Source:* Salvy, Talbot and Thirion, "Enhanced Generative Model Evaluation with Clipped Density
/// and Coverage", ICLR 2026.
///
/// *Pitfalls:* the calibration inverts a mean, so samples that crowd in some balls compensate for
/// balls that stay empty: dropped modes can go unnoticed.
public final class ClippedDensityCoverage {

  private final Placed real;
  private final int k;
  private final double[] radius; // squared R_i
  private final double[] clippedRadius; // squared r_i
  private final double perfect; // F*

  /// The scores of generated points.
  ///
  /// @param density clipped density
  /// @param coverage clipped coverage
  /// @param raw C, the coverage before calibration
  public record Values(double density, double coverage, double raw) {}

  /// Computes the balls of the real points.
  ///
  /// @param points more than k
  public ClippedDensityCoverage(PointSet points, int k) {
    Placed real = Placed.of(points);
    this(real, KnnResult.within(real, k), k);
  }

  /// Computes the balls from the nearest neighbours of the real points.
  ///
  /// @param nearest at least k of each
  ClippedDensityCoverage(Placed real, KnnResult nearest, int k) {
    this.real = real;
    this.k = k;
    radius = nearest.radius(k);
    double median = median(radius);
    clippedRadius = Arrays.stream(radius).map(r -> Math.min(r, median)).toArray();
    int[] inside = new int[real.n()];
    for (int i = 0; i < real.n(); i++) {
      for (int j = 0; j < k; j++) {
        if (nearest.squared()[i][j] <= clippedRadius[i]) {
          inside[nearest.index()[i][j]]++;
        }
      }
    }
    perfect = Arrays.stream(inside).mapToDouble(this::clip).average().orElse(Double.NaN);
  }

  /// The square of the median radius, which is the mean of the two middle ones if their number is
  /// even.
  private static double median(double[] squared) {
    double[] sorted = squared.clone();
    Arrays.sort(sorted);
    double above = sorted[sorted.length / 2];
    double below = sorted[(sorted.length - 1) / 2];
    double mean = (Math.sqrt(above) + Math.sqrt(below)) / 2;
    return above == below ? above : mean * mean; // a squared root may be rounded
  }

  private double clip(int count) {
    return Math.min(1, (double) count / k);
  }

  /// Scores generated points.
  ///
  /// @param fake at least k points
  public Values of(PointSet fake) {
    Counts counts = new Counts(fake.n());
    ClosePairs.visit(real, fake, counts.visitor());
    return counts.values();
  }

  /// What one visit of all pairs of real and generated points finds.
  ///
  /// The number of the k nearest points within the radius equals the number of all points within
  /// it, but at most k.
  final class Counts {

    private final AtomicIntegerArray within = new AtomicIntegerArray(real.n());
    private final AtomicIntegerArray inside; // clipped balls that contain each sample

    Counts(int fake) {
      if (fake < k) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "at least %d points are needed, but there are %d", k, fake));
      }
      inside = new AtomicIntegerArray(fake);
    }

    Visitor visitor() {
      PairAction count =
          (pairs, i, j, squared) -> {
            if (pairs.below(i, j, squared, Math.nextUp(clippedRadius[i]))) {
              inside.getAndIncrement(j);
            }
            if (pairs.below(i, j, squared, radius[i])) {
              within.getAndIncrement(i);
            }
          };
      return Visitor.oneWay(i -> Math.nextUp(radius[i]), count);
    }

    Values values() {
      double raw = clipped(within) / real.n();
      return new Values(
          Math.min(1, clipped(inside) / inside.length() / perfect),
          calibrated(raw, real.n(), inside.length(), k),
          raw);
    }
  }

  private double clipped(AtomicIntegerArray counts) {
    double sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += clip(counts.get(i));
    }
    return sum;
  }

  /// The share of 0…M for which f is below C; f is increasing, so the boundary is found by
  /// bisection.
  static double calibrated(double raw, int n, int m, int k) {
    if (raw <= 0) {
      return 0;
    }
    int below = k - 1; // f is 0 there
    int above = m + 1;
    while (above - below > 1) {
      int middle = (below + above) >>> 1;
      if (expected(middle, n, k) < raw) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return (below + 1.0) / (m + 1);
  }

  /// `f(good) = E[min(J, k)] / k = 1 − Σ_{j<k} (1 − j/k) P(J = j)`. P(0) is a product of k
  /// fractions, and each further P a multiple of the previous one, so that nothing overflows and
  /// rounding errors stay small.
  static double expected(int good, int n, int k) {
    double p = 1;
    for (int i = 0; i < k; i++) {
      p *= (n - k + i) / ((double) n - k + good + i);
    }
    double missing = 0;
    for (int j = 0; j < k; j++) {
      missing += (k - j) * p;
      p *= (good - j) / (j + 1.0) * (k + j) / ((double) n + good - k - j - 1);
    }
    return 1 - missing / k;
  }
}
