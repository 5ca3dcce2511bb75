package everymode.model.pointwise;

import everymode.coverage.AdaGanWeighting;
import everymode.coverage.PointWeights;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;

/// Weights of AdaGAN: recomputed in each round from the density ratio of the whole mixture.
final class AdaGanWeights implements PointWeighting {

  private final WeightUpdate.Boost rule;
  private final int n;
  private final TensorLog next =
      new TensorLog(); // float64 [n] each: the weights of the following round
  private final TensorLog covered = new TensorLog(); // float64 [1] each

  AdaGanWeights(WeightUpdate.Boost rule, int n) {
    this.rule = rule;
    this.n = n;
  }

  @Override
  public double[] shares(int round) {
    return round > 0 ? next.get(round - 1) : PointWeighting.equal(n);
  }

  /// The weight of a new member.
  private double beta(int round) {
    return round == 0 ? 1 : rule.beta() > 0 ? rule.beta() : 1.0 / (round + 1);
  }

  @Override
  public void end(double[] ratio) {
    boolean[] covers = PointWeighting.covered(ratio, WeightUpdate.Doubling.defaults().threshold());
    double[] weight = {PointWeights.weight(shares(next.size()), covers)};
    covered.add(() -> Ops.of(weight, 1));
    double beta = beta(next.size() + 1);
    double[] weights =
        switch (rule.rule()) {
          case STAR -> AdaGanWeighting.star(ratio, beta);
          case DAGGER -> AdaGanWeighting.dagger(ratio, beta);
          case TOP -> AdaGanWeighting.top(ratio, rule.top());
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
    double remaining = 1;
    for (int t = members - 1; t >= 0; t--) {
      weight[t] = remaining * beta(t);
      remaining -= weight[t];
    }
    return weight;
  }

  @Override
  public void state(StateVisitor s) {
    s.child("next", next);
    s.child("covered", covered);
  }
}
