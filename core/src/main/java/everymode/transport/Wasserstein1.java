package everymode.transport;

import everymode.data.Distribution;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Parallel;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.stream.IntStream;

/// The Wasserstein-1 distance of samples to a known distribution: the mean Euclidean distance in
/// the optimal assignment of up to 1,000 samples to as many fresh true ones, averaged over five
/// such assignments.
///
/// *Source:* as measured in Xiao, Zhong, Zheng, "BourGAN: Generative Networks with Metric
/// Embeddings", NeurIPS 2018. Even for a perfect sampler it is above 0, because both sides are
/// samples: compare with the ideal score.
public final class Wasserstein1 {

  private static final int MAX_POINTS = 1_000;
  private static final int REPETITIONS = 5;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("w1");

  private final List<PointSet> reference;

  public Wasserstein1(Distribution distribution) {
    reference =
        IntStream.range(0, REPETITIONS)
            .mapToObj(i -> {
              try (var _ = new Scope()) {
                return PointSet.of(distribution.sample(MAX_POINTS, KEY.fold("true").fold(i)));
              }
            })
            .toList();
  }

  public double to(PointSet samples) {
    int n = Math.min(MAX_POINTS, samples.n());
    return ConfidenceInterval.mean(
        Parallel.values(
            REPETITIONS, i -> distance(samples, reference.get(i), n, KEY.fold("rows").fold(i))));
  }

  /// The distance between equally many points of two sets, at most a given number of each, chosen
  /// with the random key.
  public static double between(PointSet x, PointSet y, int most, RandomKey key) {
    int n = Math.min(most, Math.min(x.n(), y.n()));
    return distance(x, y.pick(RandomTensors.subset(key.fold("y"), y.n(), n)), n, key.fold("x"));
  }

  private static double distance(PointSet samples, PointSet reference, int n, RandomKey key) {
    long[] rows = RandomTensors.permutation(key, samples.n());
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] x = samples.point((int) rows[i]);
      for (int j = 0; j < n; j++) {
        cost[i][j] = Math.sqrt(squared(x, reference, j));
      }
    }
    return LinearAssignment.total(cost, LinearAssignment.solve(cost)) / n;
  }

  private static double squared(double[] x, PointSet reference, int j) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      double difference = x[c] - reference.values()[j * x.length + c];
      sum += difference * difference;
    }
    return sum;
  }
}
