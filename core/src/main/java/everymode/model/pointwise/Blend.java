package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.coverage.Maximin;
import everymode.data.Dataset;
import everymode.metric.Balls;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.tensor.Stateful;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Weights of members that raise the least covered point as far as can be: counts samples of each
/// member in balls around training rows, then solves a linear programme.
final class Blend implements Stateful {

  private static final int IN_A_BALL = 32;
  private static final int TOGETHER = 8_192; // samples counted together

  private final Weights.Maximin rule;
  private final Dataset data;
  private final Chance chance;
  private final Grown counts = new Grown(); // float64 [points] a member
  private @Nullable Balls balls; // made when first needed
  private final Grown solved = new Grown(); // float64 [members], once

  Blend(Weights.Maximin rule, Dataset data, Chance chance) {
    if (data.train().size() < 2) {
      throw new IllegalArgumentException("weights of type maximin need at least 2 training rows");
    }
    this.rule = rule;
    this.data = data;
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
          double[] count = count(members.get((int) step), (int) step);
          counts.add(() -> Ops.of(count, count.length));
          if (step + 1 == members.size()) {
            double[] weights = weighed();
            solved.add(() -> Ops.of(weights, weights.length));
            balls = null;
          }
          return false;
        });
  }

  private int points() {
    return Math.min(rule.points(), data.train().size());
  }

  private int samples() {
    return rule.samples() > 0
        ? rule.samples()
        : Math.toIntExact((long) IN_A_BALL * points() / Math.min(rule.k(), points()));
  }

  private Balls balls() {
    Balls known = balls;
    if (known == null) {
      try (var _ = new Scope()) {
        Tensor rows = data.train().x(data.some(points(), chance.at("points")));
        known = new Balls(space(data.domain().units(rows)), Math.min(rule.k(), points() - 1));
      }
      balls = known;
    }
    return known;
  }

  private Tensor space(Tensor units) {
    return Ops.flat(data.domain().space(units));
  }

  private double[] count(Sampler member, int number) {
    double[] all = new double[points()];
    int samples = samples();
    for (int from = 0; from < samples; from += TOGETHER) {
      try (var _ = new Scope()) {
        int some = Math.min(TOGETHER, samples - from);
        Tensor x = member.sample(some, chance.at("samples").at(number).at(from));
        long[] more = balls().count(space(x));
        Arrays.setAll(all, i -> all[i] + more[i]);
      }
    }
    return all;
  }

  private double[] weighed() {
    int[] held = balls().held();
    double[][] ratio = new double[counts.size()][];
    for (int k = 0; k < ratio.length; k++) {
      double[] count = counts.get(k);
      double scale = (double) points() / samples();
      Arrays.setAll(count, i -> count[i] * scale / held[i]);
      ratio[k] = count;
    }
    return Maximin.of(ratio, rule.aside()).weights();
  }

  @Override
  public void state(State s) {
    s.child("counts", counts);
    s.child("weights", solved);
  }
}
