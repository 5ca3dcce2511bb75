package everymode.mixture;

import java.util.Arrays;

/// Equally spaced points on which densities are known.
///
/// @param from the first point
/// @param step distance of neighbouring points, above 0
/// @param points at least 2
public record Grid(double from, double step, int points) {

  private static final double MARGIN = 0.1; // of the range of the data, on each side
  private static final double LARGEST = 500; // negative logarithm of the least kernel
  private static final double NEAR = 9; // bandwidths behind which a kernel is below 3e-18
  private static final double ROOT = Math.sqrt(2 * Math.PI);

  /// The logarithm of the least density.
  public static final double FLOOR = -LARGEST;

  /// A grid over the range of all values and a tenth of it on each side.
  ///
  /// @throws IllegalArgumentException if all values are equal
  static Grid over(double[] x, int points) {
    double low = Arrays.stream(x).min().orElseThrow();
    double high = Arrays.stream(x).max().orElseThrow();
    if (!(high > low)) {
      throw new IllegalArgumentException("all values are equal");
    }
    double margin = MARGIN * (high - low);
    double from = low - margin;
    return new Grid(from, (high + margin - from) / (points - 1), points);
  }

  double at(int a) {
    return from + a * step;
  }

  /// The last point.
  double to() {
    return at(points - 1);
  }

  private boolean holds(double x) {
    return x >= from && x <= to();
  }

  private int nearest(double x) {
    return Math.clamp(Math.round((x - from) / step), 0, points - 1);
  }

  /// Adds a weighted normal kernel around a value to sums on the grid, except where it is below
  /// `e^−500`.
  ///
  /// Kernels of neighbouring points differ by a factor that itself grows by a constant factor, so
  /// that only three exponentials are needed.
  ///
  /// @param h bandwidth, above 0
  /// @param sums `[points]`
  void add(double x, double h, double weight, double[] sums) {
    // A term below the floor in comparison with the sum of all weights does not matter.
    double reach = h * Math.sqrt(2 * Math.max(0, LARGEST + 50 + Math.min(0, Math.log(weight))));
    double b = 0.5 / (h * h);
    int centre = nearest(x);
    double t = x - at(centre);
    double factor = Math.exp(-2 * b * step * step);
    double peak = weight * Math.exp(-b * t * t) / (h * ROOT);
    int up = (int) Math.min(points - 1, Math.floor((x + reach - from) / step));
    double kernel = peak;
    double ratio = Math.exp(-b * step * (step - 2 * t));
    for (int a = centre; a <= up; a++) {
      sums[a] += kernel;
      kernel *= ratio;
      ratio *= factor;
    }
    int down = (int) Math.max(0, Math.ceil((x - reach - from) / step));
    ratio = Math.exp(-b * step * (step + 2 * t));
    kernel = peak * ratio;
    ratio *= factor;
    for (int a = centre - 1; a >= down; a--) {
      sums[a] += kernel;
      kernel *= ratio;
      ratio *= factor;
    }
  }

  /// The integral of a function times a normal kernel around a value, by the sum over the grid.
  ///
  /// @param h bandwidth, above 0
  /// @param function `[points]`
  /// @return the floor of densities for a value outside the grid
  double smoothed(double x, double h, double[] function) {
    if (!holds(x)) {
      return FLOOR;
    }
    double reach = h * NEAR;
    double b = 0.5 / (h * h);
    int centre = nearest(x);
    double t = x - at(centre);
    double factor = Math.exp(-2 * b * step * step);
    double peak = Math.exp(-b * t * t);
    int up = (int) Math.min(points - 1, Math.floor((x + reach - from) / step));
    double sum = 0;
    double kernel = peak;
    double ratio = Math.exp(-b * step * (step - 2 * t));
    for (int a = centre; a <= up; a++) {
      sum += kernel * function[a];
      kernel *= ratio;
      ratio *= factor;
    }
    int down = (int) Math.max(0, Math.ceil((x - reach - from) / step));
    ratio = Math.exp(-b * step * (step + 2 * t));
    kernel = peak * ratio;
    ratio *= factor;
    for (int a = centre - 1; a >= down; a--) {
      sum += kernel * function[a];
      kernel *= ratio;
      ratio *= factor;
    }
    return sum * step / (h * ROOT);
  }

  /// A function between the points, by straight lines.
  ///
  /// @param function `[points]`
  /// @param outside value outside the grid
  double between(double x, double[] function, double outside) {
    if (!holds(x)) {
      return outside;
    }
    int a = (int) Math.min(points - 2.0, Math.floor((x - from) / step));
    double share = (x - at(a)) / step;
    return (1 - share) * function[a] + share * function[a + 1];
  }

  /// The value below which a share of a density lies, whose function is straight between points.
  ///
  /// @param share from 0 to 1
  /// @param density `[points]`, not all 0
  double quantile(double share, double[] density) {
    double total = 0;
    for (int a = 0; a + 1 < points; a++) {
      total += (density[a] + density[a + 1]) / 2;
    }
    double left = share * total;
    for (int a = 0; a + 1 < points; a++) {
      double mass = (density[a] + density[a + 1]) / 2;
      if (left < mass || a + 2 == points) {
        return at(a) + step * inverse(density[a], density[a + 1], left);
      }
      left -= mass;
    }
    throw new IllegalStateException("a grid has at least two points");
  }

  /// Where between two points the area under a straight line reaches a value.
  private static double inverse(double first, double second, double area) {
    double slope = second - first;
    double root = Math.sqrt(Math.max(0, first * first + 2 * slope * area));
    double sum = first + root;
    return sum == 0 ? 0.5 : Math.clamp(2 * area / sum, 0, 1);
  }
}
