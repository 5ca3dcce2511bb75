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

/// Counts samples in balls around training rows.
final class NeighbourhoodCounts {

  private static final int SAMPLES_PER_BALL = 32;
  private static final int SAMPLE_BATCH = 8_192; // samples counted in one batch
  private static final int QUERY_BATCH = 512; // rows per batch of the nearest-neighbour search

  private final Dataset data;
  private final FeatureSpace space;
  private final long[] rows;
  private final KnnBalls balls;
  private final int[] rowsInBall;

  /// @param k the radius of a ball is the distance to the k-th nearest other centre
  /// @param points maximum number of balls
  /// @param space the feature space in which distances are measured
  /// @param key random key that selects the centres
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
      balls = new KnnBalls(features(rows), Math.min(k, rows.length - 1));
    }
    rowsInBall = balls.held();
  }

  /// The number of samples with which an average ball of k out of `points` rows gets 32.
  static int samples(int k, int points) {
    return Math.ceilDiv(SAMPLES_PER_BALL * points, k);
  }

  /// The number of samples in each ball.
  long[] count(Tensor samples) {
    return balls.count(space.of(samples));
  }

  /// The ratio of generated to real mass in each ball.
  ///
  /// @param counts samples in each ball
  /// @param samples total number of samples
  double[] ratio(double[] counts, long samples) {
    double[] ratio = new double[counts.length];
    Arrays.setAll(ratio, i -> counts[i] / samples * rows.length / rowsInBall[i]);
    return ratio;
  }

  private Tensor features(long[] rows) {
    return space.of(data.domain().units(data.train().x(rows)));
  }

  /// The ratio of generated to real mass in each ball.
  double[] ratio(Sampler sampler, int samples, RandomKey key) {
    double[] counts = new double[rows.length];
    for (int from = 0; from < samples; from += SAMPLE_BATCH) {
      try (var _ = new Scope()) {
        long[] added =
            count(sampler.sample(Math.min(SAMPLE_BATCH, samples - from), key.fold(from)));
        Arrays.setAll(counts, i -> counts[i] + added[i]);
      }
    }
    return ratio(counts, samples);
  }

  /// Extends a property of the ball centres to all training rows: each takes that of the nearest
  /// centre.
  boolean[] extendToAllRows(boolean[] known) {
    int n = data.train().size();
    boolean[] all = new boolean[n];
    if (n == rows.length) {
      System.arraycopy(known, 0, all, 0, n); // the rows are in ascending order
      return all;
    }
    try (var _ = new Scope()) {
      Tensor centres = features(rows); // [points, dim]
      for (int from = 0; from < n; from += QUERY_BATCH) {
        try (var _ = new Scope()) {
          int begin = from;
          long[] batch = new long[Math.min(QUERY_BATCH, n - from)];
          Arrays.setAll(batch, i -> begin + i);
          Tensor distances = Ops.distances(features(batch), centres, 2); // [batch, points]
          long[] nearest = Ops.longs(Ops.argmax(distances.neg()));
          for (int i = 0; i < batch.length; i++) {
            all[from + i] = known[(int) nearest[i]];
          }
        }
      }
    }
    return all;
  }
}
