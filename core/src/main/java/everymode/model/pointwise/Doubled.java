package everymode.model.pointwise;

import everymode.coverage.PointWeights;
import everymode.tensor.Ops;
import everymode.tensor.State;
import java.util.Arrays;

/// Weights that double where a round does not cover. What each round covered is the whole state.
final class Doubled implements Weighing {

  private final Update.Doubling rule;
  private final int n;
  private final Grown rounds = new Grown(); // uint8 [n] each: 1 where covered

  Doubled(Update.Doubling rule, int n) {
    this.rule = rule;
    this.n = n;
  }

  private PointWeights before(int round) {
    PointWeights weights = PointWeights.equal(n);
    for (int t = 0; t < round; t++) {
      weights.round(covers(t));
    }
    return weights;
  }

  private boolean[] covers(int round) {
    double[] row = rounds.get(round);
    boolean[] covers = new boolean[n];
    for (int i = 0; i < n; i++) {
      covers[i] = row[i] != 0;
    }
    return covers;
  }

  @Override
  public double[] shares(int round) {
    return before(round).shares();
  }

  @Override
  public void end(double[] ratio) {
    PointWeights weights = before(rounds.size());
    double[] scaled = rule.normalise() ? scaled(ratio, weights.shares()) : ratio;
    boolean[] covers = weights.covered(scaled, rule.threshold());
    byte[] row = new byte[n];
    for (int i = 0; i < n; i++) {
      row[i] = (byte) (covers[i] ? 1 : 0);
    }
    rounds.add(() -> Ops.ofBytes(row, n));
  }

  private static double[] scaled(double[] ratio, double[] share) {
    double sum = 0;
    for (int i = 0; i < share.length; i++) {
      sum += ratio[i] * share[i];
    }
    double all = sum;
    return all > 0 ? Arrays.stream(ratio).map(r -> r / all).toArray() : ratio;
  }

  @Override
  public double covered(int round) {
    return before(round).round(covers(round));
  }

  @Override
  public boolean enough() {
    int least = Arrays.stream(before(rounds.size()).covered()).min().orElse(0);
    return rule.enough() > 0 && least >= rule.enough();
  }

  @Override
  public void state(State s) {
    s.child("covered", rounds);
  }
}
