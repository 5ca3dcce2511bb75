package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.model.gan.Gan;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.FittedGaussian;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DensityMetricsTest {

  private static final Dataset POINTS = Tiny.points();

  private static Model trained(Dataset data) {
    FittedGaussian family = new FittedGaussian();
    Model model = family.build(family.defaults(data), data, new RandomKey(1));
    new TrainingLoop(model, new RandomKey(1), _ -> {}).finish();
    return model;
  }

  private static Score get(Scores scores, String metric) {
    return Objects.requireNonNull(scores.all().get(metric));
  }

  /// After 30 steps the mean is that of the training rows, but for 0.8^30 of it.
  private static double expected(Dataset data) {
    try (var _ = new Scope()) {
      var train = Ops.flat(Ops.toDouble(data.domain().units(data.train().all())));
      var held = Ops.flat(Ops.toDouble(data.domain().units(data.heldOut().all())));
      double share = 1 - Math.pow(0.8, 30);
      var mean = Ops.times(train.mean(0), share);
      double squares = Ops.doubles(held.sub(mean).square().sum(1).mean())[0];
      return train.size(1) / 2.0 * Math.log(2 * Math.PI) + squares / 2;
    }
  }

  @Test
  void held_out_nll_is_the_closed_form_in_nats_and_bits() {
    for (Dataset data : new Dataset[] {POINTS, Tiny.images()}) {
      Scores scores = new Evaluation(data).of(trained(data), new RandomKey(1));
      double nats = expected(data);
      Score nll = get(scores, "nll");
      assertThat(nll.value()).isCloseTo(nats, within(1e-5 * nats));
      assertThat(nll.n()).isEqualTo(data.heldOut().size());
      assertThat(nll.low()).isLessThan(nats);
      assertThat(nll.high()).isGreaterThan(nats);
      int size = (int) java.util.Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
      assertThat(get(scores, "bits-per-dim").value())
          .isCloseTo(nats / size / Math.log(2), within(1e-5 * nats));
      assertThat(scores.all()).containsKey("coverage");
    }
  }

  @Test
  void the_ideal_is_the_score_of_the_true_density() {
    Score nll = get(new Evaluation(POINTS).of(trained(POINTS), new RandomKey(1)), "nll");
    // Entropy of four Gaussians of deviation 0.1 far apart: ln 4 + ln(2πe 0.01).
    double entropy = Math.log(4) + Math.log(2 * Math.PI * Math.E * 0.01);
    assertThat(nll.ideal()).isCloseTo(entropy, within(0.8)).isLessThan(nll.value());
  }

  @Test
  void a_model_without_a_density_has_no_likelihood() {
    Gan gan = new Gan();
    Model model = gan.build(gan.defaults(POINTS), POINTS, new RandomKey(1));
    assertThat(new Evaluation(POINTS).of(model, new RandomKey(1)).all()).doesNotContainKey("nll");
    var named = new Evaluation.EvaluationSettings(null, Set.of("nll"), false, 0, null, _ -> {});
    Score absent = get(new Evaluation(POINTS, named).of(model, new RandomKey(1)), "nll");
    assertThat(absent.present()).isFalse();
    assertThat(absent.reason()).isEqualTo("the model does not know its density");
  }

  @Test
  void samples_alone_have_no_likelihood_and_say_so() {
    var named = new Evaluation.EvaluationSettings(null, Set.of("nll"), false, 0, null, _ -> {});
    var samples = POINTS.heldOut().x(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    Score absent = get(new Evaluation(POINTS, named).of(samples), "nll");
    assertThat(absent.present()).isFalse();
    assertThat(absent.reason()).contains("samples alone have no density").contains("true-nll");
  }
}
