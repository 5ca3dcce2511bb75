package everymode.model.pointwise;

import everymode.coverage.MaximinWeights;
import everymode.data.Dataset;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Stage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Weights of members that raise the least covered point as far as can be: counts samples of each
/// member in balls around training rows, then solves a linear programme. A generator that was there
/// before is thinned for it only as far as no more rows lose their part than gain it.
final class MemberWeightSolver implements Stateful {

  private static final double CLEARLY = 1.5; // so far above a bound it can be certified
  private static final int STEPS = 20; // between the first member and the others

  private final MemberWeights.Maximin rule;
  private final Dataset data;
  private final FeatureSpace space;
  private final double part;
  private final RandomKey key;
  private final TensorLog ratios = new TensorLog(); // float64 [points] a member
  private final TensorLog solved = new TensorLog(); // float64 [members], once
  private @Nullable NeighbourhoodCounts around; // made when first needed

  /// @param part the ratio at which a row has its part, where the first member was there before;
  ///   else 0
  MemberWeightSolver(
      MemberWeights.Maximin rule, Dataset data, FeatureSpace space, double part, RandomKey key) {
    this.rule = rule;
    this.part = part;
    this.data = data;
    this.space = space;
    this.key = key;
  }

  /// How often each member is drawn; null until that is known.
  double @Nullable [] weights() {
    return solved.size() == 0 ? null : solved.get(0);
  }

  /// Counts a member a step.
  Stage stage(List<Sampler> members) {
    return new Stage.Fit(
        "weigh",
        members.size(),
        (step, _) -> {
          int k = (int) step;
          double[] ratio = around().ratio(members.get(k), samples(), key.fold("samples").fold(k));
          ratios.add(() -> Ops.of(ratio, ratio.length));
          if (ratios.size() == members.size()) {
            solve();
            around = null;
          }
          return false;
        });
  }

  private void solve() {
    double[][] ratio = new double[ratios.size()][];
    for (int k = 0; k < ratio.length; k++) {
      ratio[k] = ratios.get(k);
    }
    double[] best = MaximinWeights.of(ratio, rule.excludedFraction()).weights();
    double[] weights = part > 0 ? spared(ratio, best, CLEARLY * part) : best;
    solved.add(() -> Ops.of(weights, weights.length));
  }

  /// Weights between the first member alone and some others: those that give most rows a ratio, and
  /// among equals the nearest to the others. A row that all members hardly reach would else take
  /// nearly all weight from a member that many rows depend on.
  static double[] spared(double[][] ratio, double[] others, double part) {
    double[] chosen = others;
    long most = -1;
    for (int step = STEPS; step >= 0; step--) {
      double[] weights = others.clone();
      for (int k = 0; k < weights.length; k++) {
        weights[k] = others[k] * step / STEPS + (k == 0 ? 1 - (double) step / STEPS : 0);
      }
      long served =
          Arrays.stream(MaximinWeights.mixed(ratio, weights))
              .filter(mixed -> mixed >= part)
              .count();
      if (served > most) {
        most = served;
        chosen = weights;
      }
    }
    return chosen;
  }

  private int samples() {
    int points = Math.min(rule.points(), data.train().size());
    return rule.samples() > 0 ? rule.samples() : NeighbourhoodCounts.samples(rule.k(), points);
  }

  private NeighbourhoodCounts around() {
    NeighbourhoodCounts known = around;
    if (known == null) {
      known = new NeighbourhoodCounts(rule.k(), rule.points(), data, space, key);
      around = known;
    }
    return known;
  }

  @Override
  public void state(StateVisitor s) {
    s.child("ratios", ratios);
    s.child("weights", solved);
  }
}
