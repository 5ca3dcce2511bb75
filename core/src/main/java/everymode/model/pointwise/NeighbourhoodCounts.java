package everymode.model.pointwise;

import everymode.data.Dataset;
import everymode.metric.feature.FeatureSpace;
import everymode.neighbour.KnnBalls;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Balls around some training rows, in which samples are counted.
final class NeighbourhoodCounts {

  private static final int IN_A_BALL = 32;
  private static final int TOGETHER = 8_192; // samples counted together
  private static final int LOOK = 512; // rows that look for their neighbour together

  private final Dataset data;
  private final FeatureSpace space;
  private final long[] rows;
  private final KnnBalls balls;
  private final int[] held;

  /// @param k a ball reaches to its k-th other row with a ball
  /// @param points balls at most
  /// @param space where distances are measured
  /// @param key decides around which rows
  NeighbourhoodCounts(int k, int points, Dataset data, FeatureSpace space, RandomKey key) {
    this.data = data;
    this.space = space;
    int n = data.train().size();
    if (n < 2) {
      throw new IllegalArgumentException(
          "neighbours need at least 2 training rows, but there is 1");
    }
    rows = data.sampleRows(Math.min(points, n), key.fold("points"));
    try (var _ = new Scope()) {
      balls = new KnnBalls(places(rows), Math.min(k, rows.length - 1));
    }
    held = balls.held();
  }

  /// So many samples that an average ball of as many rows gets 32.
  static int samples(int k, int points) {
    return Math.ceilDiv(IN_A_BALL * points, k);
  }

  /// Samples in each ball.
  long[] count(Tensor samples) {
    return balls.count(space.of(samples));
  }

  /// Generated over real mass in each ball.
  ///
  /// @param counts samples in each ball
  /// @param samples in all
  double[] ratio(double[] counts, long samples) {
    double[] ratio = new double[counts.length];
    Arrays.setAll(ratio, i -> counts[i] / samples * rows.length / held[i]);
    return ratio;
  }

  private Tensor places(long[] rows) {
    return space.of(data.domain().units(data.train().x(rows)));
  }

  /// Generated over real mass in each ball.
  double[] ratio(Sampler sampler, int samples, RandomKey key) {
    double[] counts = new double[rows.length];
    for (int from = 0; from < samples; from += TOGETHER) {
      try (var _ = new Scope()) {
        long[] more = count(sampler.sample(Math.min(TOGETHER, samples - from), key.fold(from)));
        Arrays.setAll(counts, i -> counts[i] + more[i]);
      }
    }
    return ratio(counts, samples);
  }

  /// What holds of the rows with balls, for all training rows: each asks the nearest that has one.
  boolean[] everywhere(boolean[] known) {
    int n = data.train().size();
    boolean[] all = new boolean[n];
    if (n == rows.length) {
      System.arraycopy(known, 0, all, 0, n); // the rows stand in rising order
      return all;
    }
    try (var _ = new Scope()) {
      Tensor centres = places(rows); // [points, dim]
      for (int from = 0; from < n; from += LOOK) {
        try (var _ = new Scope()) {
          int begin = from;
          long[] some = new long[Math.min(LOOK, n - from)];
          Arrays.setAll(some, i -> begin + i);
          Tensor away = Ops.distances(places(some), centres, 2); // [some, points]
          long[] nearest = Ops.longs(Ops.argmax(away.neg()));
          for (int i = 0; i < some.length; i++) {
            all[from + i] = known[(int) nearest[i]];
          }
        }
      }
    }
    return all;
  }
}
