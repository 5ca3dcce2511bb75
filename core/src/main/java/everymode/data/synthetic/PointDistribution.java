package everymode.data.synthetic;

import everymode.data.Distribution;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// A distribution defined by a function that draws one point. Draws in blocks of 256, so that the
/// first rows do not depend on n.
///
/// @param dim number of coordinates
/// @param point draws one point, `[dim]`
record PointDistribution(int dim, Function<PortableRandom, double[]> point)
    implements Distribution {

  private static final int BLOCK = 256;

  @Override
  public Tensor sample(int n, RandomKey key) {
    return Ops.of(points(n, key), n, dim);
  }

  float[] points(int n, RandomKey key) {
    float[] values = new float[Math.multiplyExact(n, dim)];
    for (int from = 0; from < n; from += BLOCK) {
      PortableRandom noise = new PortableRandom(key.fold(from / BLOCK));
      for (int row = from; row < Math.min(n, from + BLOCK); row++) {
        double[] p = point.apply(noise);
        for (int i = 0; i < dim; i++) {
          values[row * dim + i] = (float) p[i];
        }
      }
    }
    return values;
  }

  /// A given number of points of each part, part by part.
  static float[] points(List<PointDistribution> parts, int[] counts, RandomKey key) {
    int dim = parts.getFirst().dim;
    float[] values = new float[Math.multiplyExact(Arrays.stream(counts).sum(), dim)];
    int from = 0;
    for (int j = 0; j < counts.length; j++) {
      float[] part = parts.get(j).points(counts[j], key.fold(j));
      System.arraycopy(part, 0, values, from, part.length);
      from += part.length;
    }
    return values;
  }

  /// An isotropic Gaussian.
  static PointDistribution gaussian(double[] mean, double std) {
    return new PointDistribution(
        mean.length,
        noise -> {
          double[] x = mean.clone();
          for (int i = 0; i < x.length; i++) {
            x[i] += std * noise.normal();
          }
          return x;
        });
  }

  /// A single mode.
  static PointDistribution mode(Distribution.GaussianMixture modes, int j) {
    return gaussian(modes.mean()[j], modes.deviation()[j]);
  }

  /// A mixture of distributions with the given weights.
  static PointDistribution mixture(double[] share, List<PointDistribution> parts) {
    return new PointDistribution(
        parts.getFirst().dim,
        noise -> parts.get(component(share, noise.uniform())).point.apply(noise));
  }

  private static int component(double[] share, double u) {
    double sum = 0;
    for (int j = 0; j < share.length - 1; j++) {
      sum += share[j];
      if (u < sum) {
        return j;
      }
    }
    return share.length - 1;
  }
}
