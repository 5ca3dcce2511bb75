package everymode.metric;

import everymode.chance.Chance;
import everymode.data.Law;
import everymode.tensor.Draws;
import everymode.tensor.Scope;
import java.util.List;

/// The Wasserstein-1 distance of samples to a known law: the mean Euclidean distance of the best
/// pairing of up to 1,000 samples with as many fresh true ones, averaged over five such pairings.
///
/// *Source:* as measured in Xiao, Zhong, Zheng, "BourGAN: Generative Networks with Metric
/// Embeddings", NeurIPS 2018. Even a perfect sampler's distance is above 0, because both sides are
/// samples: see the floor.
final class Earth {

  private static final int PAIRS = 1_000;
  private static final int TIMES = 5;
  private static final Chance CHANCE = new Chance(0).at("metric").at("w1");

  private final List<Cloud> truth;

  Earth(Law law) {
    truth =
        java.util.stream.IntStream.range(0, TIMES)
            .mapToObj(i -> {
              try (var _ = new Scope()) {
                return Cloud.of(law.draw(PAIRS, CHANCE.at("true").at(i)));
              }
            })
            .toList();
  }

  double to(Cloud samples) {
    int n = Math.min(PAIRS, samples.n());
    return Interval.mean(
        Pairs.inParallel(TIMES, i -> distance(samples, truth.get(i), n, CHANCE.at("rows").at(i)))
            .stream()
            .mapToDouble(d -> d)
            .toArray());
  }

  /// The distance between as many points of two sets, at most so many of each, chosen by a chance.
  static double between(Cloud x, Cloud y, int most, Chance chance) {
    int n = Math.min(most, Math.min(x.n(), y.n()));
    return distance(x, y.pick(Truth.some(y.n(), n, chance.at("y"))), n, chance.at("x"));
  }

  private static double distance(Cloud samples, Cloud truth, int n, Chance chance) {
    long[] rows = Draws.permutation(chance, samples.n());
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] x = samples.point((int) rows[i]);
      for (int j = 0; j < n; j++) {
        cost[i][j] = Math.sqrt(squared(x, truth, j));
      }
    }
    return Assignment.total(cost, Assignment.solve(cost)) / n;
  }

  private static double squared(double[] x, Cloud truth, int j) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      double difference = x[c] - truth.values()[j * x.length + c];
      sum += difference * difference;
    }
    return sum;
  }
}
