package everymode.data.synthetic;

import everymode.data.Distribution;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// A law given by how one point is drawn, in blocks of 256 so that n does not change the rows.
///
/// @param dim numbers a point
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
      fill(values, from, Math.min(n, from + BLOCK), new PortableRandom(key.fold(from / BLOCK)));
    }
    return values;
  }

  private void fill(float[] values, int from, int to, PortableRandom noise) {
    for (int row = from; row < to; row++) {
      double[] p = point.apply(noise);
      for (int i = 0; i < dim; i++) {
        values[row * dim + i] = (float) p[i];
      }
    }
  }

  /// So many points of each part, one part after the other.
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

  /// A round Gaussian.
  static PointDistribution gaussian(double[] mean, double deviation) {
    return new PointDistribution(
        mean.length,
        noise -> {
          double[] x = mean.clone();
          for (int i = 0; i < x.length; i++) {
            x[i] += deviation * noise.normal();
          }
          return x;
        });
  }

  /// A single mode.
  static PointDistribution mode(Distribution.GaussianMixture modes, int j) {
    return gaussian(modes.mean()[j], modes.deviation()[j]);
  }

  /// One of several laws at a time, each by its share.
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
