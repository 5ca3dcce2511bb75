package everymode.bench.verdicts;

import everymode.neighbour.PointSet;
import java.util.SplittableRandom;

/// Draws rows: three unit Gaussians 20 apart for the other classes, with shares .6, .2 and .2, and
/// a unit Gaussian at a distance from the first, on the side away from the others, for the class.
///
/// @param dim at least 2
/// @param distance of the class from the first Gaussian
record Gaussians(int dim, double distance) {

  private static final double APART = 20;
  private static final double FIRST = 0.6;
  private static final double SECOND = 0.8; // the first two together

  /// Rows of the class.
  ///
  /// @param deviation standard deviation, 1 for the law of the data
  PointSet ofClass(SplittableRandom random, int n, double deviation) {
    float[] values = new float[n * dim];
    for (int i = 0; i < n; i++) {
      fill(values, i, -distance, 0, deviation, random);
    }
    return new PointSet(n, dim, values);
  }

  /// Rows of the other classes.
  PointSet others(SplittableRandom random, int n, double deviation) {
    float[] values = new float[n * dim];
    for (int i = 0; i < n; i++) {
      double part = random.nextDouble();
      double x = part < FIRST ? 0 : part < SECOND ? APART : APART / 2;
      double y = part < SECOND ? 0 : APART * Math.sqrt(0.75);
      fill(values, i, x, y, deviation, random);
    }
    return new PointSet(n, dim, values);
  }

  private void fill(
      float[] values, int i, double x, double y, double deviation, SplittableRandom random) {
    for (int c = 0, at = i * dim; c < dim; c++, at++) {
      double centre = c == 0 ? x : c == 1 ? y : 0;
      values[at] = (float) (centre + deviation * random.nextGaussian());
    }
  }
}
