package everymode.transport;

import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/// The distribution of the logarithm of pairwise distances, in which all scales of a set have equal
/// weight.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN: Generative Networks with Metric Embeddings", NeurIPS
/// 2018. *Ours:* at most 200,000 random pairs per side; pairs at distance 0 have no logarithm and
/// are excluded.
///
/// *Pitfalls:* it compares shapes, not locations: a translated or rotated set scores 0.
public final class LogPairwiseDistances {

  private static final int PAIRS = 200_000;

  private LogPairwiseDistances() {}

  /// The Wasserstein-1 distance between the distributions of `ln ‖x − x'‖` and `ln ‖y − y'‖`.
  ///
  /// @param key determines the pairs; if there are fewer pairs, all are used
  /// @return at least 0; NaN if all points of a side coincide
  public static double logs(PointSet x, PointSet y, RandomKey key) {
    double[] a = logs(x, key.fold("x"));
    double[] b = logs(y, key.fold("y"));
    return a.length == 0 || b.length == 0 ? Double.NaN : PairwiseDistances.wasserstein(a, b);
  }

  private static double[] logs(PointSet x, RandomKey key) {
    int n = x.n();
    DoubleStream.Builder all = DoubleStream.builder();
    if ((long) n * (n - 1) / 2 <= PAIRS) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          all.add(x.squared(i, x, j));
        }
      }
    } else {
      SplittableRandom random = key.random();
      for (int p = 0; p < PAIRS; p++) {
        int i = random.nextInt(n);
        all.add(x.squared(i, x, (i + 1 + random.nextInt(n - 1)) % n));
      }
    }
    return all.build().filter(d -> d > 0).map(d -> Math.log(d) / 2).toArray();
  }
}
