package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.metric.Balls;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Sampler;
import org.bytedeco.pytorch.Tensor;

/// Balls around some training rows, in which samples are counted.
final class Neighbourhood {

  private static final int IN_A_BALL = 32;
  private static final int TOGETHER = 8_192; // samples counted together
  private static final int LOOK = 512; // rows that look for their neighbour together

  private final Dataset data;
  private final int samples;
  private final long[] rows;
  private final Balls balls;
  private final int[] held;

  Neighbourhood(Weights.Maximin rule, Dataset data, Chance chance) {
    this.data = data;
    int n = data.train().size();
    int points = Math.min(rule.points(), n);
    int k = Math.min(rule.k(), points - 1);
    samples = rule.samples() > 0 ? rule.samples() : Math.ceilDiv(IN_A_BALL * points, k);
    rows = data.some(points, chance.at("points"));
    try (var _ = new Scope()) {
      balls = new Balls(space(rows), k);
    }
    held = balls.held();
  }

  private Tensor space(long[] rows) {
    return space(data.domain().units(data.train().x(rows)));
  }

  private Tensor space(Tensor units) {
    return Ops.flat(data.domain().space(units));
  }

  /// Generated over real mass in each ball.
  double[] ratio(Sampler sampler, Chance chance) {
    double[] ratio = new double[rows.length];
    for (int from = 0; from < samples; from += TOGETHER) {
      try (var _ = new Scope()) {
        Tensor x = sampler.sample(Math.min(TOGETHER, samples - from), chance.at(from));
        long[] counts = balls.count(space(x));
        for (int i = 0; i < ratio.length; i++) {
          ratio[i] += (double) counts[i] / samples * rows.length / held[i];
        }
      }
    }
    return ratio;
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
      Tensor centres = space(rows); // [points, dim]
      for (int from = 0; from < n; from += LOOK) {
        try (var _ = new Scope()) {
          int begin = from;
          long[] some = new long[Math.min(LOOK, n - from)];
          java.util.Arrays.setAll(some, i -> begin + i);
          Tensor away = Ops.distances(space(some), centres, 2); // [some, points]
          long[] nearest = Ops.longs(Ops.greatest(away.neg()));
          for (int i = 0; i < some.length; i++) {
            all[from + i] = known[(int) nearest[i]];
          }
        }
      }
    }
    return all;
  }
}
