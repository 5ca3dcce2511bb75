package everymode.mixture;

import everymode.random.RandomKey;
import java.util.Optional;

/// The start of a nonparametric mixture: of many short fits of a Gaussian mixture of repeated
/// measures, the likeliest; the mean profiles of its clusters are the centres of k-means.
///
/// *Differences:* where the scripts released with the paper disagree, the number of fits is a
/// value, and the likeliest fit is kept, not the least likely.
public final class SmallEm {

  private static final int ITERATIONS = 5;
  private static final double TOLERANCE = 1e-8;

  private SmallEm() {}

  /// A short fit.
  ///
  /// @param labels cluster of each row
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Attempt(int[] labels, double logLikelihood) {}

  /// One short fit.
  ///
  /// @param m clusters, at most as many as rows
  /// @return empty if no start was regular
  public static Optional<Attempt> attempt(Profiles rows, int m, RandomKey key) {
    return RepeatedGaussianMixture.fit(rows, m, ITERATIONS, TOLERANCE, key)
        .map(fit -> new Attempt(labels(fit.posteriors()), fit.logLikelihood()));
  }

  /// Likeliest components; a component that is nobody's likeliest gets the row where it is largest.
  private static int[] labels(Posteriors z) {
    int[] labels = z.labels();
    int[] count = new int[z.m()];
    for (int label : labels) {
      count[label]++;
    }
    for (int j = 0; j < z.m(); j++) {
      if (count[j] == 0) {
        int best = 0;
        for (int i = 1; i < z.n(); i++) {
          best = z.at(i, j) > z.at(best, j) ? i : best;
        }
        if (count[labels[best]] > 1) {
          count[labels[best]]--;
          labels[best] = j;
          count[j]++;
        }
      }
    }
    return labels;
  }

  /// Clusters of k-means whose first centres are the mean profiles of clusters.
  ///
  /// @return cluster of each row, of at most as many; those without rows are left out
  public static int[] refined(Profiles rows, int[] labels) {
    return KMeans.around(rows, labels);
  }

  /// Clusters of k-means with random first centres.
  ///
  /// @param m clusters
  public static int[] random(Profiles rows, int m, RandomKey key) {
    return KMeans.drawn(rows, m, key);
  }
}
