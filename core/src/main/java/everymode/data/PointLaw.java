package everymode.data;

import everymode.chance.Chance;
import everymode.tensor.Ops;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/// A law given by how one point is drawn, in blocks of 256 so that n does not change the rows.
///
/// @param dim numbers a point
/// @param point draws one point, `[dim]`
record PointLaw(int dim, Function<Noise, double[]> point) implements Law {

  private static final int BLOCK = 256;

  @Override
  public Tensor draw(int n, Chance chance) {
    return Ops.of(points(n, chance), n, dim);
  }

  float[] points(int n, Chance chance) {
    float[] values = new float[Math.multiplyExact(n, dim)];
    for (int from = 0; from < n; from += BLOCK) {
      fill(values, from, Math.min(n, from + BLOCK), new Noise(chance.at(from / BLOCK)));
    }
    return values;
  }

  private void fill(float[] values, int from, int to, Noise noise) {
    for (int row = from; row < to; row++) {
      double[] p = point.apply(noise);
      for (int i = 0; i < dim; i++) {
        values[row * dim + i] = (float) p[i];
      }
    }
  }

  /// One point of a single mode.
  static PointLaw mode(Law.Modes modes, int j) {
    return new PointLaw(modes.mean()[0].length, noise -> around(modes, j, noise));
  }

  static PointLaw mixture(Law.Modes modes) {
    return new PointLaw(
        modes.mean()[0].length, noise -> around(modes, component(modes, noise.uniform()), noise));
  }

  private static int component(Law.Modes modes, double u) {
    double sum = 0;
    for (int j = 0; j < modes.count() - 1; j++) {
      sum += modes.share()[j];
      if (u < sum) {
        return j;
      }
    }
    return modes.count() - 1;
  }

  private static double[] around(Law.Modes modes, int j, Noise noise) {
    double[] x = modes.mean()[j].clone();
    for (int i = 0; i < x.length; i++) {
      x[i] += modes.deviation()[j] * noise.normal();
    }
    return x;
  }
}
