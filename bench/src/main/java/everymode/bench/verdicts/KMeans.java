package everymode.bench.verdicts;

import everymode.neighbour.KnnResult;
import everymode.neighbour.PointSet;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Clusters by k-means, started from distant points (k-means++).
///
/// @param centres `[k, d]`
record KMeans(PointSet centres) {

  private static final int ITERATIONS = 30;

  static KMeans fit(PointSet x, int clusters, SplittableRandom random) {
    KMeans means = new KMeans(seeds(x, clusters, random));
    for (int i = 0; i < ITERATIONS; i++) {
      means = means.moved(x);
    }
    return means;
  }

  /// Points drawn with a probability proportional to the squared distance to those drawn before.
  private static PointSet seeds(PointSet x, int clusters, SplittableRandom random) {
    long[] chosen = new long[clusters];
    double[] squared = new double[x.n()];
    Arrays.fill(squared, 1);
    for (int c = 0; c < clusters; c++) {
      double left = random.nextDouble() * Arrays.stream(squared).sum();
      int at = 0;
      while (at < x.n() - 1 && left >= squared[at]) {
        left -= squared[at++];
      }
      chosen[c] = at;
      for (int i = 0; i < x.n(); i++) {
        double distance = x.squared(i, x, at);
        squared[i] = c == 0 ? distance : Math.min(squared[i], distance);
      }
    }
    return x.pick(chosen);
  }

  /// With each centre at the mean of its points; one without points stays.
  private KMeans moved(PointSet x) {
    long[] cluster = of(x);
    int dim = x.dim();
    double[] sum = new double[centres.n() * dim];
    int[] count = new int[centres.n()];
    for (int i = 0; i < x.n(); i++) {
      int c = (int) cluster[i];
      count[c]++;
      for (int j = 0; j < dim; j++) {
        sum[c * dim + j] += x.values()[i * dim + j];
      }
    }
    float[] moved = centres.values().clone();
    for (int j = 0; j < moved.length; j++) {
      if (count[j / dim] > 0) {
        moved[j] = (float) (sum[j] / count[j / dim]);
      }
    }
    return new KMeans(new PointSet(centres.n(), dim, moved));
  }

  /// The nearest centre of each point.
  long[] of(PointSet x) {
    return Arrays.stream(KnnResult.among(x, centres, 1).index()).mapToLong(i -> i[0]).toArray();
  }
}
