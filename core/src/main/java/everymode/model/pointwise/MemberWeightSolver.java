package everymode.model.pointwise;

import everymode.coverage.MaximinWeights;
import everymode.data.Dataset;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.FitStep;
import everymode.train.Stage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Member weights that maximise the coverage of the least covered point: counts samples of each
/// member in balls around training rows, then solves a linear programme. The weight of an initial
/// generator is reduced only as long as the number of rows above the coverage threshold does not
/// fall.
final class MemberWeightSolver implements Stateful {

  private static final double MARGIN = 1.5; // above the threshold, so that a row can be certified
  private static final int STEPS = 20; // of the interpolation from the first member to the others

  private final MemberWeights.Maximin rule;
  private final Dataset data;
  private final FeatureSpace space;
  private final double threshold;
  private final RandomKey key;
  private final TensorLog ratios = new TensorLog(); // float64 [points] a member
  private final TensorLog solved = new TensorLog(); // float64 [members], once
  private @Nullable NeighbourhoodCounts counts; // created on first use

  /// @param threshold the ratio at which a row counts as covered, if the first member is an initial
  ///   generator; else 0
  MemberWeightSolver(
      MemberWeights.Maximin rule,
      Dataset data,
      FeatureSpace space,
      double threshold,
      RandomKey key) {
    this.rule = rule;
    this.threshold = threshold;
    this.data = data;
    this.space = space;
    this.key = key;
  }

  /// The mixture weight of each member; null until solved.
  double @Nullable [] weights() {
    return solved.size() == 0 ? null : solved.get(0);
  }

  /// The stage that counts the samples of one member per step.
  Stage stage(List<Sampler> members) {
    return new Stage.Fit(
        "weigh",
        members.size(),
        (step, _) -> {
          int k = (int) step;
          double[] ratio = counts().ratio(members.get(k), samples(), key.fold("samples").fold(k));
          ratios.add(() -> Ops.of(ratio, ratio.length));
          if (ratios.size() == members.size()) {
            solve();
            counts = null;
          }
          return FitStep.Result.CONTINUE;
        });
  }

  private void solve() {
    double[][] ratio = new double[ratios.size()][];
    Arrays.setAll(ratio, ratios::get);
    double[] best = MaximinWeights.of(ratio, rule.excludedFraction()).weights();
    double[] weights = threshold > 0 ? spared(ratio, best, MARGIN * threshold) : best;
    solved.add(() -> Ops.of(weights, weights.length));
  }

  /// Interpolates between the first member alone and other weights: returns the weights under which
  /// most rows reach a ratio, and among those the closest to the other weights. Otherwise a row
  /// that all members hardly reach would take nearly all weight from a member that covers many
  /// rows.
  static double[] spared(double[][] ratio, double[] others, double threshold) {
    double[] chosen = others;
    long most = -1;
    for (int step = STEPS; step >= 0; step--) {
      int s = step;
      double[] weights = new double[others.length];
      Arrays.setAll(weights, k -> others[k] * s / STEPS + (k == 0 ? 1 - (double) s / STEPS : 0));
      long covered =
          Arrays.stream(MaximinWeights.mixed(ratio, weights))
              .filter(mixed -> mixed >= threshold)
              .count();
      if (covered > most) {
        most = covered;
        chosen = weights;
      }
    }
    return chosen;
  }

  private int samples() {
    int points = Math.min(rule.points(), data.train().size());
    return rule.samples() > 0 ? rule.samples() : NeighbourhoodCounts.samples(rule.k(), points);
  }

  private NeighbourhoodCounts counts() {
    NeighbourhoodCounts existing = counts;
    if (existing == null) {
      existing = new NeighbourhoodCounts(rule.k(), rule.points(), data, space, key);
      counts = existing;
    }
    return existing;
  }

  @Override
  public void state(StateVisitor s) {
    s.child("ratios", ratios);
    s.child("weights", solved);
  }
}
