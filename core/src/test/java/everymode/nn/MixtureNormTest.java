package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.error.UsageException;
import everymode.nn.MixtureNorm.Fit;
import everymode.nn.MixtureNorm.Settings;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.Optimizer;
import everymode.train.Player;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MixtureNormTest {

  private static final RandomKey KEY = new RandomKey(1);

  private static Settings settings(int components) {
    return settings(components, Fit.InNetwork.defaults());
  }

  private static Settings settings(int components, Fit fit) {
    return new Settings(components, fit, 4_096, false, false, false);
  }

  private static MixtureNorm plain(int components, int channels) {
    MixtureNorm norm = new MixtureNorm(settings(components), channels, KEY);
    buffer(norm, "weight").detach().fill_(Ops.scalar(1));
    return norm;
  }

  private static Tensor buffer(Layer layer, String name) {
    return Objects.requireNonNull(StateSnapshot.of(layer).get(name));
  }

  private static ForwardContext training(int pass) {
    return ForwardContext.training(new RandomKey(7).fold(pass));
  }

  /// Trains until the running mixture is that of the points.
  private static void settle(MixtureNorm norm, Tensor x, int passes) {
    Player player = new Player(norm, new Optimizer.Sgd(0.1, 0), 0);
    for (int i = 0; i < passes; i++) {
      try (var _ = new Scope()) {
        ForwardContext pass = training(i);
        Autograd.noGrad(() -> norm.apply(x, pass));
        player.commit(pass);
      }
    }
  }

  private static Tensor images() {
    Tensor x = RandomTensors.normal(new RandomKey(4), 6, 3, 4, 4);
    return Ops.plus(Ops.times(x, 3), 5);
  }

  @Test
  void a_network_without_the_layers_that_were_asked_for_is_refused() {
    Mlp net = new Mlp(List.of(8, 8), Activation.RELU, new Norm.Mixture(List.of(7), settings(2)), 0);
    assertThatThrownBy(() -> net.discriminator(new long[] {2}, 1, KEY))
        .hasMessageContaining("norm.layers must contain a hidden layer of the network");
    Mlp small = new Mlp(List.of(8), Activation.RELU, Norm.Mixture.defaults(), 0);
    try (var _ = new Scope()) {
      assertThat(small.discriminator(new long[] {2}, 1, KEY)).isNotNull();
    }
  }

  @Test
  void one_component_is_batch_normalisation_in_values_and_gradients() {
    Tensor x = images().requires_grad_(true);
    BatchNorm batch = new BatchNorm(3, KEY);
    MixtureNorm mixture = new MixtureNorm(settings(1), 3, KEY);
    Tensor expected = batch.apply(x, training(0));
    Tensor actual = mixture.apply(x, training(0));
    near(actual, 1e-5, expected);
    Tensor by = RandomTensors.normal(new RandomKey(8), 6, 3, 4, 4);
    TensorVector wanted =
        Autograd.gradients(
            expected.mul(by).sum(), List.of(x, buffer(batch, "weight"), buffer(batch, "bias")));
    TensorVector found =
        Autograd.gradients(
            actual.mul(by).sum(), List.of(x, buffer(mixture, "weight"), buffer(mixture, "bias")));
    for (int i = 0; i < 3; i++) {
      near(found.get(i), 1e-5, wanted.get(i));
    }
  }

  @Test
  void one_component_is_batch_normalisation_in_evaluation() {
    BatchNorm batch = new BatchNorm(3, KEY);
    MixtureNorm mixture = new MixtureNorm(settings(1), 3, KEY);
    Map<Tensor, Tensor> moments =
        Map.of(
            buffer(batch, "mean"), Ops.of(new float[] {1, 2, 3}, 3),
            buffer(batch, "variance"), Ops.of(new float[] {4, 5, 6}, 3),
            buffer(mixture, "means"), Ops.of(new float[] {1, 2, 3}, 1, 3),
            buffer(mixture, "variances"), Ops.of(new float[] {4, 5, 6}, 1, 3));
    ForwardContext pass = ForwardContext.evaluation().replacing(moments);
    near(mixture.apply(images(), pass), 1e-5, batch.apply(images(), pass));
    assertThat(pass.next()).isEmpty();
  }

  @Test
  void separated_modes_have_mean_0_and_a_variance_of_one_over_their_share() {
    int m = 1_000;
    Tensor x = RandomTensors.normal(new RandomKey(2), m, 1);
    Tensor first = Ops.range(m).lt(Ops.scalar(300)).unsqueeze(1);
    x = Ops.plus(x, 10).where(first.logical_not(), Ops.plus(x, -10));
    Tensor y = plain(2, 1).apply(x, training(0));
    assertThat(y.mean().item_double()).isCloseTo(0, within(1e-4));
    assertThat(y.var(false).item_double()).isCloseTo(2, within(1e-3));
    Tensor low = Ops.rows(y, 0, 300);
    assertThat(low.mean().item_double()).isCloseTo(0, within(1e-4));
    assertThat(low.var(false).item_double()).isCloseTo(1 / 0.3, within(1e-3));
    Tensor high = Ops.rows(y, 300, 700);
    assertThat(high.mean().item_double()).isCloseTo(0, within(1e-4));
    assertThat(high.var(false).item_double()).isCloseTo(1 / 0.7, within(1e-3));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradients_are_those_of_finite_differences(boolean posteriors) {
    // The mixture is kept from pass to pass: without a gradient to the posteriors, they are kept by
    // a batch of which only one point moves a little.
    Fit kept = new Fit.Periodic(1_000_000);
    MixtureNorm norm =
        new MixtureNorm(new Settings(2, kept, 4_096, false, posteriors, false), 2, KEY);
    Tensor x = RandomTensors.normal(new RandomKey(3), 12, 2);
    x = x.add(Ops.of(new float[] {-1, 1}, 2, 1).repeat(6, 1));
    settle(norm, x, 1);
    Tensor by = RandomTensors.normal(new RandomKey(9), 12, 2);
    Tensor at = x.detach().clone().requires_grad_(true);
    Tensor gradient =
        Autograd.gradients(norm.apply(at, training(0)).mul(by).sum(), List.of(at)).get(0);
    double[] expected = new double[24];
    double h = 1e-2;
    for (int i = 0; i < 24; i++) {
      expected[i] = (at(norm, x, i, h, by) - at(norm, x, i, -h, by)) / (2 * h);
    }
    double[] actual = Ops.doubles(gradient);
    double difference = 0;
    for (int i = 0; i < 24; i++) {
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    }
    if (posteriors) {
      assertThat(difference).isLessThan(0.02);
    } else { // what moves the posteriors is left out, and it is not small
      assertThat(difference).isGreaterThan(0.1);
    }
  }

  private static double at(MixtureNorm norm, Tensor x, int i, double by, Tensor weights) {
    float[] values = Ops.floats(x);
    values[i] += (float) by;
    Tensor y = norm.apply(Ops.of(values, 12, 2), training(0));
    return y.mul(weights).sum().item_double();
  }

  @Test
  void gradients_with_posteriors_kept_are_those_of_the_formula() {
    MixtureNorm norm = plain(2, 2);
    Tensor x = RandomTensors.normal(new RandomKey(3), 12, 2).requires_grad_(true);
    Tensor y = norm.apply(x, training(0));
    // Far from each other, posteriors are constant, so that each mode is normalised by itself.
    Tensor apart = x.detach().add(Ops.of(new float[] {-50, 50}, 2, 1).repeat(6, 1));
    Tensor input = apart.clone().requires_grad_(true);
    Tensor by = RandomTensors.normal(new RandomKey(9), 12, 2);
    Tensor out = norm.apply(input, training(0));
    Tensor gradient = Autograd.gradients(out.mul(by).sum(), List.of(input)).get(0);
    BatchNorm one = new BatchNorm(2, KEY);
    buffer(one, "weight").detach().fill_(Ops.scalar(1));
    Tensor even = Ops.of(0, 2, 4, 6, 8, 10);
    Tensor part = Ops.rows(apart, even).clone().requires_grad_(true);
    Tensor partOut = Ops.times(one.apply(part, training(0)), Math.sqrt(2));
    Tensor expected =
        Autograd.gradients(partOut.mul(Ops.rows(by, even)).sum(), List.of(part)).get(0);
    near(Ops.rows(out, even), 1e-4, partOut);
    near(Ops.rows(gradient, even), 1e-4, expected);
    assertThat(Ops.finite(y)).isTrue();
  }

  @Test
  void the_order_of_components_and_of_rows_does_not_matter() {
    MixtureNorm norm = plain(3, 2);
    Tensor x = RandomTensors.normal(new RandomKey(3), 40, 2);
    settle(norm, x, 3);
    ForwardContext pass = ForwardContext.evaluation();
    Tensor expected = norm.apply(x, pass);
    Tensor turned = Ops.of(2L, 0L, 1L);
    Map<Tensor, Tensor> other =
        Map.of(
            buffer(norm, "shares"), Ops.rows(buffer(norm, "shares"), turned),
            buffer(norm, "means"), Ops.rows(buffer(norm, "means"), turned),
            buffer(norm, "variances"), Ops.rows(buffer(norm, "variances"), turned));
    near(norm.apply(x, pass.replacing(other)), 1e-5, expected);
    Tensor trained = norm.apply(x, training(9));
    near(norm.apply(x, training(9).replacing(other)), 1e-4, trained);
    Tensor rows = Ops.of(RandomTensors.permutation(new RandomKey(4), 40));
    near(norm.apply(Ops.rows(x, rows), training(9)), 1e-4, Ops.rows(trained, rows));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void evaluation_agrees_with_training_on_the_same_batch(int components) {
    MixtureNorm norm = plain(components, 3);
    Tensor x = RandomTensors.normal(new RandomKey(4), 600, 3);
    x = x.add(Ops.of(new float[] {-5, 0, 0, 0, 3, 0, 0, 0, 7}, 3, 3).repeat(200, 1));
    settle(norm, x, 100);
    Tensor trained = norm.apply(x, training(101));
    near(norm.apply(x, ForwardContext.evaluation()), 0.01, trained);
  }

  @Test
  void stays_finite_where_there_is_nothing_to_normalise() {
    for (Fit fit : List.of(new Fit.InNetwork(2), new Fit.Fresh(5), new Fit.Periodic(2))) {
      MixtureNorm norm = new MixtureNorm(settings(5, fit), 3, KEY);
      for (Tensor x :
          List.of(
              Ops.full(3, 20, 3),
              Ops.full(3, 2, 3),
              Ops.zeros(4, 3).add(Ops.of(new float[] {1, 2, 3, 4}, 4, 1)),
              Ops.times(RandomTensors.normal(KEY, 20, 3), 1e4))) {
        Tensor input = x.clone().requires_grad_(true);
        Tensor y = norm.apply(input, training(0));
        assertThat(Ops.finite(y)).isTrue();
        assertThat(Ops.finite(Autograd.gradients(y.sum(), List.of(input)).get(0))).isTrue();
        settle(norm, x, 3);
        assertThat(Ops.finite(norm.apply(x, ForwardContext.evaluation()))).isTrue();
        assertThat(Ops.finite(norm.apply(Ops.rows(x, 0, 1), ForwardContext.evaluation()))).isTrue();
      }
    }
  }

  @Test
  void the_scale_of_a_channel_does_not_matter() {
    Tensor x = RandomTensors.normal(new RandomKey(3), 200, 1);
    x = x.add(Ops.of(new float[] {-4, 4}, 2, 1).repeat(100, 1));
    Tensor expected = plain(2, 1).apply(x, training(0));
    Tensor actual = plain(2, 1).apply(Ops.plus(Ops.times(x, 30), 700), training(0));
    near(actual, 2e-3, expected);
  }

  @Test
  void a_batch_of_one_point_needs_others() {
    assertThatThrownBy(() -> plain(2, 3).apply(Ops.zeros(1, 3), training(0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("set batchSize to at least 2");
  }

  @Test
  void a_forward_pass_changes_nothing_until_its_player_commits_it() {
    MixtureNorm norm = plain(2, 3);
    norm.apply(images(), training(0));
    near(buffer(norm, "means"), 0, 0, 0, 0, 0, 0, 0);
    settle(norm, images(), 1);
    assertThat(Ops.longs(buffer(norm, "passes"))).containsExactly(1);
    assertThat(buffer(norm, "means").abs().max().item_double()).isGreaterThan(1);
  }

  @Test
  void components_that_are_almost_empty_start_anew() {
    MixtureNorm norm = plain(2, 1);
    Tensor apart = Ops.of(new float[] {-10, 10}, 2, 1).repeat(50, 1);
    settle(norm, apart.add(RandomTensors.normal(KEY, 100, 1)), 1);
    Tensor moved = Ops.plus(RandomTensors.normal(KEY, 100, 1), 100);
    moved = moved.add(apart);
    settle(norm, moved, 300);
    double[] shares = Ops.doubles(buffer(norm, "shares"));
    assertThat(shares[0]).isCloseTo(0.5, within(0.02));
    double[] means = Ops.doubles(buffer(norm, "means"));
    assertThat(Math.abs(means[0] - means[1])).isCloseTo(20, within(1.0));
  }

  @Test
  void a_generator_with_it_trains_and_draws_single_samples() {
    Norm norm = new Norm.Mixture(List.of(0), settings(3));
    Layer generator =
        new Dcgan(2, norm).generator(8, new long[] {1, 8, 8}, OutputRange.TANH, new RandomKey(1));
    assertThat(((Sequential) generator).layers())
        .filteredOn(MixtureNorm.class::isInstance)
        .hasSize(1);
    Player player = new Player(generator, new Optimizer.Adam(1e-2, 0.5, 0.999, 1e-8), 0);
    Tensor target = Tiny.images().batch(Ops.range(16)).x();
    Tensor z = RandomTensors.normal(KEY, 16, 8);
    double first = 0;
    double loss = 0;
    for (int step = 0; step < 1_000; step++) {
      try (var _ = new Scope()) {
        ForwardContext pass = training(step);
        Tensor difference = generator.apply(z, pass).sub(target).square().mean();
        loss = difference.item_double();
        first = step == 0 ? loss : first;
        player.minimise(difference, step);
        player.commit(pass);
      }
    }
    assertThat(loss).isBetween(0.0, first / 2);
    Tensor one = generator.apply(RandomTensors.normal(KEY, 1, 8), ForwardContext.evaluation());
    assertThat(Ops.finite(one)).isTrue();
  }
}
