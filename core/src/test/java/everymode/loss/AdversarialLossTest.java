package everymode.loss;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Batch;
import everymode.loss.AdversarialLoss.Form;
import everymode.nn.ForwardContext;
import everymode.nn.Linear;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.StepContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AdversarialLossTest {

  private static final double[] REAL = {-2, 0.5, 3};
  private static final double[] FAKE = {1.5, -0.25, -4};

  private record Price(
      DoubleUnaryOperator real, DoubleUnaryOperator fake, DoubleUnaryOperator generator) {}

  private static double lnSigma(double score) {
    return Math.log(1 / (1 + Math.exp(-score)));
  }

  /// The formulas of the table, written out for one score.
  private static final Map<Form, Price> PRICES =
      Map.of(
          Form.NON_SATURATING,
          new Price(d -> -lnSigma(d), d -> -lnSigma(-d), d -> -lnSigma(d)),
          Form.MINIMAX,
          new Price(d -> -lnSigma(d), d -> -lnSigma(-d), d -> lnSigma(-d)),
          Form.HINGE,
          new Price(d -> Math.max(0, 1 - d), d -> Math.max(0, 1 + d), d -> -d),
          Form.LEAST_SQUARES,
          new Price(d -> (d - 1) * (d - 1), d -> d * d, d -> (d - 1) * (d - 1)),
          Form.WASSERSTEIN,
          new Price(d -> -d, d -> d, d -> -d));

  private static double mean(double[] scores, DoubleUnaryOperator price) {
    return Arrays.stream(scores).map(price).average().orElseThrow();
  }

  private static Tensor scores(double... values) {
    return Ops.of(values, values.length, 1);
  }

  @TestFactory
  Stream<DynamicTest> losses_are_those_of_the_table() {
    return Stream.of(Form.values())
        .map(form -> DynamicTest.dynamicTest(form.name(), () -> plain(form)));
  }

  private static void plain(Form form) {
    AdversarialLoss loss = new AdversarialLoss(form, false);
    Price price = java.util.Objects.requireNonNull(PRICES.get(form));
    Tensor critic = loss.discriminator(scores(REAL), scores(FAKE));
    assertThat(critic.shape()).isEmpty();
    near(critic, 1e-12, mean(REAL, price.real) + mean(FAKE, price.fake));
    Tensor generator = loss.generator(scores(FAKE));
    assertThat(generator.shape()).isEmpty();
    near(generator, 1e-12, mean(FAKE, price.generator));
  }

  @TestFactory
  Stream<DynamicTest> paired_losses_price_the_differences() {
    return Stream.of(Form.values())
        .map(form -> DynamicTest.dynamicTest(form.name(), () -> paired(form)));
  }

  private static void paired(Form form) {
    AdversarialLoss loss = new AdversarialLoss(form, true);
    DoubleUnaryOperator price = java.util.Objects.requireNonNull(PRICES.get(form)).real;
    double[] lead = {-3.5, 0.75, 7};
    near(loss.discriminator(scores(REAL), scores(FAKE)), 1e-12, mean(lead, price));
    // Through networks: D(x) = w·x + b, so differences of scores are w·(x − g).
    Linear critic = new Linear(2, 1, new RandomKey(1));
    Tensor x = RandomTensors.normal(new RandomKey(2), 3, 2);
    Tensor g = RandomTensors.normal(new RandomKey(3), 3, 2);
    double[] d =
        Ops.doubles(
            critic
                .apply(x, ForwardContext.evaluation())
                .sub(critic.apply(g, ForwardContext.evaluation()))
                .detach());
    double[] back = Arrays.stream(d).map(v -> -v).toArray();
    near(loss.discriminator(critic, _ -> g).at(turn(x)), 1e-5, mean(d, price));
    near(loss.generator(critic, _ -> g).at(turn(x)), 1e-5, mean(back, price));
  }

  private static StepContext turn(Tensor x) {
    return new StepContext(
        () -> new Batch(x, Ops.range(x.size(0)), null), (int) x.size(0), 0, new RandomKey(4));
  }

  @Test
  void large_scores_do_not_overflow() {
    for (Form form : Form.values()) {
      AdversarialLoss loss = new AdversarialLoss(form, false);
      for (double size : new double[] {1e4, -1e4}) {
        assertThat(Ops.finite(loss.discriminator(scores(size), scores(size)))).isTrue();
        assertThat(Ops.finite(loss.generator(scores(size)))).isTrue();
      }
    }
  }

  @Test
  void the_critics_fakes_have_no_graph_and_the_generators_have() {
    Linear critic = new Linear(2, 1, new RandomKey(1));
    Linear generator = new Linear(3, 2, new RandomKey(2));
    GeneratedSamples fakes =
        context ->
            generator.apply(
                RandomTensors.normal(context.key().fold("latent"), context.n(), 3), context.pass());
    StepContext context = turn(RandomTensors.normal(new RandomKey(5), 4, 2));
    Tensor loss = AdversarialLoss.STANDARD.discriminator(critic, fakes).at(context);
    assertThat(Autograd.gradients(loss, generator.parameters()).get(0).defined()).isFalse();
    assertThat(Autograd.gradients(loss, critic.parameters()).get(0).defined()).isTrue();
    Tensor other = AdversarialLoss.STANDARD.generator(critic, fakes).at(context);
    assertThat(Autograd.gradients(other, generator.parameters()).get(0).defined()).isTrue();
  }

  @Test
  void terms_of_one_turn_share_their_fakes_and_two_generators_keep_theirs_apart() {
    int[] made = new int[2];
    GeneratedSamples one = _ -> Ops.full(++made[0], 4, 2);
    GeneratedSamples two = _ -> Ops.full(10 + ++made[1], 4, 2);
    StepContext context = turn(Ops.zeros(4, 2));
    assertThat(one.of(context)).isSameAs(one.of(context));
    assertThat(one.data(context)).isSameAs(one.data(context));
    assertThat(made[0]).isEqualTo(2);
    near(two.of(context).mean(), 0, 11);
    near(one.of(context).mean(), 0, 1);
    assertThat(List.of(one.of(context), two.of(context))).doesNotHaveDuplicates();
  }
}
