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

/// Finds out how much of each training row a generator has: asks a critic or a classifier about all
/// rows, or counts samples around them, some at a time.
final class CoverageEstimator implements Stateful {

  private static final long FEW = 1 << 20; // numbers in what a critic looks at together
  private static final int COUNTED = 1_024; // samples that are counted together
  private static final double FURTHEST = 30; // raw scores beyond ±30 tell nothing more

  private final RatioSpec spec;
  private final RatioSpec.Method from;
  private final Dataset data;
  private final FeatureSpace space;
  private final RandomKey init;
  private final int n;
  private final Tensor seen; // float32 [n], of the look that goes on: raw scores, or counts
  private @Nullable RatioClassifier referee; // of the round that goes on
  private @Nullable NeighbourhoodCounts around; // made when first needed

  /// @param from who tells; not `AUTO`
  /// @param space where samples are counted
  CoverageEstimator(
      RatioSpec spec, RatioSpec.Method from, Dataset data, FeatureSpace space, RandomKey init) {
    this.spec = spec;
    this.from = from;
    this.data = data;
    this.space = space;
    this.init = init;
    n = data.train().size();
    try (var _ = new Scope()) {
      seen = Scope.own(Ops.zeros(n));
    }
  }

  /// Whether a member's critic is asked.
  boolean asksDiscriminator() {
    return from == RatioSpec.Method.DISCRIMINATOR;
  }

  /// The training of the classifier, where there is one.
  ///
  /// @param real with the weights of the law that is compared
  Stage classify(int round, Dataset real, Sampler generated) {
    if (from != RatioSpec.Method.CLASSIFIER) {
      return new Stage.Fit("classify", 0, (_, _) -> true); // nothing to do
    }
    return classifier(round).stage(real, generated);
  }

  private RatioClassifier classifier(int round) {
    RatioClassifier known = referee;
    if (known == null) {
      known = new RatioClassifier(spec, data.domain(), init.fold("referee").fold(round));
      referee = known;
    }
    return known;
  }

  /// The look at all rows.
  ///
  /// @param round whose look it is
  /// @param critic is asked, where critics are
  /// @param generated is counted, where samples are
  /// @param share of each row in the law that critics compare with
  /// @param end told the ratio of generated mass to that law's, `[n]`
  /// @param told a number for people when all is over
  Stage look(
      int round,
      MixtureMember critic,
      Sampler generated,
      double[] share,
      Consumer<double[]> end,
      DoubleSupplier told) {
    boolean counts = from == RatioSpec.Method.NEIGHBOURS;
    int together = counts ? COUNTED : rowsTogether();
    int all = counts ? NeighbourhoodCounts.samples(spec.k(), n) : n;
    long steps = Math.ceilDiv(all, together);
    UnaryOperator<Tensor> scores = counts ? x -> x : scores(round, critic);
    Action look =
        new Action.Task(
            "look",
            1,
            (step, key) -> {
              int begin = (int) step * together;
              int some = Math.min(together, all - begin);
              if (counts) {
                count(step == 0, generated, some, key);
              } else {
                ask(scores, begin, some);
              }
              if (step + 1 == steps) {
                end.accept(counts ? counted(all, share) : asked());
                referee = null;
              }
              return true;
            });
    Action gauge = new Action.Monitor("covered", steps, told);
    return new Stage.Play(
        "look", steps, 1, data.batches(), UpdateOrder.ALTERNATING, List.of(look, gauge));
  }

  private int rowsTogether() {
    long wide = Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
    return Math.clamp(FEW / wide, 1, n);
  }

  private UnaryOperator<Tensor> scores(int round, MixtureMember critic) {
    return asksDiscriminator() ? ((DensityRatio) critic.asked())::logit : classifier(round)::logit;
  }

  private void ask(UnaryOperator<Tensor> scores, int begin, int count) {
    try (var _ = new Scope()) {
      long[] rows = IntStream.range(begin, begin + count).asLongStream().toArray();
      Tensor x = data.domain().encode(Device.current().bring(data.train().x(rows)));
      Tensor said = Autograd.noGrad(() -> scores.apply(x)); // [count, 1]
      Ops.rows(seen, begin, count).copy_(said.flatten());
    }
  }

  private void count(boolean first, Sampler generated, int count, RandomKey key) {
    NeighbourhoodCounts balls = around;
    if (balls == null) {
      balls = new NeighbourhoodCounts(spec.k(), n, data, space, init.fold("around"));
      around = balls;
    }
    try (var _ = new Scope()) {
      long[] more = balls.count(generated.sample(count, key));
      Tensor counts = Device.current().bring(Ops.toFloat(Ops.of(more)));
      seen.copy_(first ? counts : seen.add(counts));
    }
  }

  private double[] asked() {
    double[] ratio = Ops.doubles(seen);
    Arrays.setAll(ratio, i -> Math.exp(-Math.clamp(ratio[i], -FURTHEST, FURTHEST))); // 1/D − 1
    return ratio;
  }

  private double[] counted(long samples, double[] share) {
    NeighbourhoodCounts balls = java.util.Objects.requireNonNull(around);
    double[] ratio = balls.ratio(Ops.doubles(seen), samples);
    Arrays.setAll(ratio, i -> Math.min(ratio[i] / (n * share[i]), Math.exp(FURTHEST)));
    return ratio;
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("seen", seen);
    boolean judged = s.counter("referee", referee == null ? 0 : 1) == 1;
    if (!judged) {
      referee = null;
    }
    if (judged) {
      s.child("judge", classifier(0)); // its first weights are overwritten
    }
  }
}
