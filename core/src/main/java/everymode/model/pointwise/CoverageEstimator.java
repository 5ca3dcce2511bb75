package everymode.model.pointwise;

import everymode.data.Dataset;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.DensityRatio;
import everymode.train.FitStep;
import everymode.train.Stage;
import everymode.train.UpdateOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Estimates the ratio of generated to real mass at each training row: from the logits of a
/// discriminator or classifier, or by counting samples around the rows, in batches.
final class CoverageEstimator implements Stateful {

  private static final long MAX_VALUES = 1 << 20; // values that a discriminator scores in one batch
  private static final int SAMPLES = 1_024; // samples counted in one batch
  private static final double MAX_LOGIT = 30; // logits are clamped to ±30

  private final RatioSpec spec;
  private final RatioSpec.Method method;
  private final Dataset data;
  private final FeatureSpace space;
  private final RandomKey init;
  private final int n;
  private final Tensor values; // float32 [n], of the current pass over the rows: logits or counts
  private @Nullable RatioClassifier ratioClassifier; // of the current round
  private @Nullable NeighbourhoodCounts neighbourhoodCounts; // created on first use

  /// @param method the source of the ratio; not `AUTO`
  /// @param space the feature space in which samples are counted
  CoverageEstimator(
      RatioSpec spec, RatioSpec.Method method, Dataset data, FeatureSpace space, RandomKey init) {
    this.spec = spec;
    this.method = method;
    this.data = data;
    this.space = space;
    this.init = init;
    n = data.train().size();
    try (var _ = new Scope()) {
      values = Scope.own(Ops.zeros(n));
    }
  }

  /// Whether the ratio comes from the members' discriminators.
  boolean usesDiscriminator() {
    return method == RatioSpec.Method.DISCRIMINATOR;
  }

  /// The training stage of the classifier; empty with other methods.
  ///
  /// @param real the data, weighted as the distribution to compare with
  Stage classify(int round, Dataset real, Sampler generated) {
    if (method != RatioSpec.Method.CLASSIFIER) {
      return new Stage.Fit("classify", 0, (_, _) -> FitStep.Result.FINISHED); // nothing to do
    }
    return classifier(round).stage(real, generated);
  }

  private RatioClassifier classifier(int round) {
    RatioClassifier existing = ratioClassifier;
    if (existing == null) {
      existing = new RatioClassifier(spec, data.domain(), init.fold("referee").fold(round));
      ratioClassifier = existing;
    }
    return existing;
  }

  /// The stage that estimates the ratio at all rows.
  ///
  /// @param member supplies the discriminator, if discriminators are used
  /// @param generated supplies the samples, if samples are counted
  /// @param share probability of each row under the distribution to compare with
  /// @param end receives the ratio of generated mass to that of this distribution, `[n]`
  /// @param covered the value to report at the end of the stage
  Stage look(
      int round,
      MixtureMember member,
      Sampler generated,
      double[] share,
      Consumer<double[]> end,
      DoubleSupplier covered) {
    boolean counts = method == RatioSpec.Method.NEIGHBOURS;
    int batch = counts ? SAMPLES : rowsPerBatch();
    int total = counts ? NeighbourhoodCounts.samples(spec.k(), n) : n;
    long steps = Math.ceilDiv(total, batch);
    UnaryOperator<Tensor> scores = counts ? x -> x : scores(round, member);
    Action estimation =
        new Action.Task(
            "look",
            1,
            (step, key) -> {
              int begin = (int) step * batch;
              int size = Math.min(batch, total - begin);
              if (counts) {
                count(step == 0, generated, size, key);
              } else {
                score(scores, begin, size);
              }
              if (step + 1 == steps) {
                end.accept(counts ? countedRatio(total, share) : discriminatorRatio());
                ratioClassifier = null;
              }
            });
    Action monitor = new Action.Monitor("covered", _ -> false, covered); // at the end alone
    return new Stage.Play(
        "look", steps, 1, data.batches(), UpdateOrder.ALTERNATING, List.of(estimation, monitor));
  }

  private int rowsPerBatch() {
    long width = Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
    return Math.clamp(MAX_VALUES / width, 1, n);
  }

  private UnaryOperator<Tensor> scores(int round, MixtureMember member) {
    return usesDiscriminator()
        ? member.ratioModel().capability(DensityRatio.class).orElseThrow()::logit
        : classifier(round)::logit;
  }

  private void score(UnaryOperator<Tensor> scores, int begin, int count) {
    try (var _ = new Scope()) {
      long[] rows = IntStream.range(begin, begin + count).asLongStream().toArray();
      Tensor x = data.domain().encode(Device.current().bring(data.train().x(rows)));
      Tensor logits = Autograd.noGrad(() -> scores.apply(x)); // [count, 1]
      Ops.rows(values, begin, count).copy_(logits.flatten());
    }
  }

  private void count(boolean first, Sampler generated, int count, RandomKey key) {
    NeighbourhoodCounts neighbourhoods = neighbourhoodCounts;
    if (neighbourhoods == null) {
      neighbourhoods = new NeighbourhoodCounts(spec.k(), n, data, space, init.fold("around"));
      neighbourhoodCounts = neighbourhoods;
    }
    try (var _ = new Scope()) {
      long[] inBalls = neighbourhoods.count(generated.sample(count, key));
      Tensor counts = Device.current().bring(Ops.toFloat(Ops.of(inBalls)));
      values.copy_(first ? counts : values.add(counts));
    }
  }

  private double[] discriminatorRatio() {
    double[] ratio = Ops.doubles(values);
    Arrays.setAll(ratio, i -> Math.exp(-Math.clamp(ratio[i], -MAX_LOGIT, MAX_LOGIT))); // 1/D − 1
    return ratio;
  }

  private double[] countedRatio(long samples, double[] share) {
    NeighbourhoodCounts neighbourhoods = java.util.Objects.requireNonNull(neighbourhoodCounts);
    double[] ratio = neighbourhoods.ratio(Ops.doubles(values), samples);
    Arrays.setAll(ratio, i -> Math.min(ratio[i] / (n * share[i]), Math.exp(MAX_LOGIT)));
    return ratio;
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("seen", values);
    boolean active = s.counter("classifying", ratioClassifier == null ? 0 : 1) == 1;
    if (!active) {
      ratioClassifier = null;
    }
    if (active) {
      s.child("classifier", classifier(0)); // its first weights are overwritten
    }
  }
}
