package everymode.neighbour;

import java.util.stream.IntStream;

/// Distances by plain loops, for comparison.
final class Plain {

  private Plain() {}

  /// The squared distance of each point to its k-th nearest other.
  static double[] radii(PointSet x, int k) {
    return IntStream.range(0, x.n())
        .mapToDouble(i ->
            IntStream.range(0, x.n())
                .filter(j -> j != i)
                .mapToDouble(j -> squared(x, i, x, j))
                .sorted()
                .skip(k - 1)
                .findFirst()
                .orElseThrow())
        .toArray();
  }

  static double squared(PointSet x, int i, PointSet y, int j) {
    double sum = 0;
    for (int c = 0; c < x.dim(); c++) {
      double difference = (double) x.values()[i * x.dim() + c] - y.values()[j * x.dim() + c];
      sum += difference * difference;
    }
    return sum;
  }

  /// Points for which single precision fails: two locations 10⁴ apart, where neighbours differ by a
  /// few thousandths, each point twice.
  static PointSet mixedScales(int n, int dim) {
    float[] x = new float[n * dim];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < dim; c++) {
        x[i * dim + c] = (i % 2 == 0 ? 1e4f : -1e4f) + (i / 4 * 31 + c * 17) % 13 * 0x1p-10f;
      }
    }
    return new PointSet(n, dim, x);
  }
}
