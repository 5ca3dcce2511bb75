package everymode.transport;

import everymode.data.Distribution;
import everymode.neighbour.ClosePairs;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;

/// The Wasserstein-1 distance of samples to a known law: the mean Euclidean distance of the best
/// pairing of up to 1,000 samples with as many fresh true ones, averaged over five such pairings.
///
/// *Source:* as measured in Xiao, Zhong, Zheng, "BourGAN: Generative Networks with Metric
/// Embeddings", NeurIPS 2018. Even a perfect sampler's distance is above 0, because both sides are
/// samples: see the floor.
public final class Wasserstein1 {

  private static final int PAIRS = 1_000;
  private static final int TIMES = 5;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric").fold("w1");

  private final List<PointSet> truth;

  public Wasserstein1(Distribution distribution) {
    truth =
        java.util.stream.IntStream.range(0, TIMES)
            .mapToObj(i -> {
              try (var _ = new Scope()) {
                return PointSet.of(distribution.sample(PAIRS, CHANCE.fold("true").fold(i)));
              }
            })
            .toList();
  }

  public double to(PointSet samples) {
    int n = Math.min(PAIRS, samples.n());
    return ConfidenceInterval.mean(
        ClosePairs.inParallel(
                TIMES, i -> distance(samples, truth.get(i), n, CHANCE.fold("rows").fold(i)))
            .stream()
            .mapToDouble(d -> d)
            .toArray());
  }

  /// The distance between as many points of two sets, at most so many of each, chosen by a chance.
  public static double between(PointSet x, PointSet y, int most, RandomKey key) {
    int n = Math.min(most, Math.min(x.n(), y.n()));
    return distance(x, y.pick(RandomTensors.subset(key.fold("y"), y.n(), n)), n, key.fold("x"));
  }

  private static double distance(PointSet samples, PointSet truth, int n, RandomKey key) {
    long[] rows = RandomTensors.permutation(key, samples.n());
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] x = samples.point((int) rows[i]);
      for (int j = 0; j < n; j++) {
        cost[i][j] = Math.sqrt(squared(x, truth, j));
      }
    }
    return LinearAssignment.total(cost, LinearAssignment.solve(cost)) / n;
  }

  private static double squared(double[] x, PointSet truth, int j) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      double difference = x[c] - truth.values()[j * x.length + c];
      sum += difference * difference;
    }
    return sum;
  }
}
