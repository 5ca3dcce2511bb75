package everymode.model.pointwise;

import everymode.coverage.PointWeights;
import everymode.coverage.Residual;
import everymode.tensor.Ops;
import everymode.tensor.State;

/// Weights of AdaGAN: made anew in each round from what the whole mixture has of each point.
final class Boosted implements Weighing {

  private final Update.Boost rule;
  private final int n;
  private final Grown next = new Grown(); // float64 [n] each: the weights of the round that follows
  private final Grown covered = new Grown(); // float64 [1] each

  Boosted(Update.Boost rule, int n) {
    this.rule = rule;
    this.n = n;
  }

  @Override
  public double[] shares(int round) {
    if (round > 0) {
      return next.get(round - 1);
    }
    return Weighing.equal(n);
  }

  /// The weight of a new member.
  private double beta(int round) {
    return round == 0 ? 1 : rule.beta() > 0 ? rule.beta() : 1.0 / (round + 1);
  }

  @Override
  public void end(double[] ratio) {
    boolean[] covers = new boolean[n];
    for (int i = 0; i < n; i++) {
      covers[i] = ratio[i] >= Update.Doubling.usual().threshold();
    }
    double[] told = {PointWeights.weight(shares(next.size()), covers)};
    covered.add(() -> Ops.of(told, 1));
    double beta = beta(next.size() + 1);
    double[] weights =
        switch (rule.rule()) {
          case STAR -> Residual.star(ratio, beta);
          case DAGGER -> Residual.dagger(ratio, beta);
          case TOP -> Residual.top(ratio, rule.top());
        };
    next.add(() -> Ops.of(weights, n));
  }

  @Override
  public double covered(int round) {
    return covered.get(round)[0];
  }

  @Override
  public double[] members(int members) {
    double[] weight = new double[members];
    double left = 1;
    for (int t = members - 1; t >= 0; t--) {
      weight[t] = left * beta(t);
      left -= weight[t];
    }
    return weight;
  }

  @Override
  public void state(State s) {
    s.child("next", next);
    s.child("covered", covered);
  }
}
