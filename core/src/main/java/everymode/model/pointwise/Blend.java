package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.coverage.Maximin;
import everymode.data.Dataset;
import everymode.metric.Space;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.tensor.Stateful;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Weights of members that raise the least covered point as far as can be: counts samples of each
/// member in balls around training rows, then solves a linear programme.
final class Blend implements Stateful {

  private final Weights.Maximin rule;
  private final Dataset data;
  private final Space space;
  private final Chance chance;
  private final Grown ratios = new Grown(); // float64 [points] a member
  private final Grown solved = new Grown(); // float64 [members], once
  private @Nullable Neighbourhood around; // made when first needed

  Blend(Weights.Maximin rule, Dataset data, Space space, Chance chance) {
    this.rule = rule;
    this.data = data;
    this.space = space;
    this.chance = chance;
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
          double[] ratio = around().ratio(members.get(k), samples(), chance.at("samples").at(k));
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
    double[] weights = Maximin.of(ratio, rule.aside()).weights();
    solved.add(() -> Ops.of(weights, weights.length));
  }

  private int samples() {
    int points = Math.min(rule.points(), data.train().size());
    return rule.samples() > 0 ? rule.samples() : Neighbourhood.samples(rule.k(), points);
  }

  private Neighbourhood around() {
    Neighbourhood known = around;
    if (known == null) {
      known = new Neighbourhood(rule.k(), rule.points(), data, space, chance);
      around = known;
    }
    return known;
  }

  @Override
  public void state(State s) {
    s.child("ratios", ratios);
    s.child("weights", solved);
  }
}
