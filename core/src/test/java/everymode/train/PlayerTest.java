package everymode.train;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.nn.BatchNorm;
import everymode.nn.ForwardContext;
import everymode.nn.Linear;
import everymode.nn.Sequential;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateSnapshot;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

final class PlayerTest {

  private static final Tensor X = RandomTensors.normal(new RandomKey(9), 8, 2);

  private final Linear mine = new Linear(2, 2, new RandomKey(1));
  private final Linear other = new Linear(2, 1, new RandomKey(2));

  private Tensor loss() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    return other.apply(mine.apply(X, pass), pass).square().mean();
  }

  @Test
  void a_player_updates_its_own_parameters_only() {
    Player player = new Player(mine, new Optimizer.Sgd(0.1, 0), 0);
    Tensor before = other.weight().detach().clone();
    Tensor own = mine.weight().detach().clone();
    Tensor gradient = Autograd.gradients(loss(), List.of(mine.weight())).get(0);
    player.minimise(loss(), 0);
    same(other.weight(), before);
    near(mine.weight(), 1e-6, own.sub(Ops.times(gradient, 0.1)));
    assertThat(other.weight().grad().defined()).isFalse();
    assertThat(mine.weight().grad().defined()).isFalse();
  }

  @Test
  void sgd_leaves_parameters_unchanged_that_the_loss_does_not_depend_on() {
    Player player = new Player(Sequential.of(mine, other), new Optimizer.Sgd(0.1, 0.9), 0);
    Tensor before = other.weight().detach().clone();
    Tensor loss = mine.apply(X, ForwardContext.training(new RandomKey(1))).square().mean();
    TensorVector gradients = player.gradients(loss);
    assertThat(gradients.size()).isEqualTo(4);
    near(gradients.get(2), 0, 0, 0);
    player.applyGradients(gradients, 0);
    same(other.weight(), before);
  }

  @Test
  void every_optimiser_accepts_a_parameter_that_the_loss_does_not_depend_on() {
    for (Optimizer optimizer :
        List.of(
            Optimizer.Adam.of(0.1),
            new Optimizer.AdamW(0.1, 0.5, 0.9, 1e-8, 0.5),
            new Optimizer.RmsProp(0.1, 0.9, 1e-8))) {
      Linear moved = new Linear(2, 2, new RandomKey(1));
      Linear still = new Linear(2, 1, new RandomKey(2));
      Player player = new Player(Sequential.of(moved, still), optimizer, 0);
      double[] before = Ops.doubles(still.weight().detach());
      double kept = optimizer instanceof Optimizer.AdamW ? 0.95 : 1;
      player.minimise(moved.weight().square().sum(), 0);
      near(still.weight(), 1e-6, before[0] * kept, before[1] * kept);
    }
  }

  @Test
  void averages_follow_with_their_decay_and_forget_the_initial_weights_early() {
    double decay = 0.95;
    Player player = new Player(mine, new Optimizer.Sgd(0.3, 0), decay);
    double[] average = Ops.doubles(mine.weight().detach());
    for (int step = 1; step <= 300; step++) {
      player.minimise(loss(), 0);
      player.commit(ForwardContext.training(new RandomKey(1)));
      double share = Math.max(1 - decay, 9.0 / (9 + step));
      double[] now = Ops.doubles(mine.weight().detach());
      for (int i = 0; i < average.length; i++) {
        average[i] += share * (now[i] - average[i]);
      }
      if (step < 5 || step > 297) {
        Tensor kept = Objects.requireNonNull(player.averages().get(mine.weight()));
        near(kept, 1e-5, average);
      }
    }
  }

  @Test
  void buffers_are_averaged_too_and_counters_are_not() {
    BatchNorm norm = new BatchNorm(2, new RandomKey(1));
    Player player = new Player(norm, new Optimizer.Sgd(0.1, 0), 0.5);
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    player.minimise(norm.apply(X, pass).square().mean(), 0);
    player.commit(pass);
    assertThat(player.averages()).hasSize(4);
    Tensor mean = Objects.requireNonNull(StateSnapshot.of(norm).get("mean"));
    Tensor kept = Objects.requireNonNull(player.averages().get(mean));
    near(kept, 1e-6, Ops.times(mean, 0.9));
  }

  @Test
  void a_player_without_averages_has_none() {
    assertThat(new Player(mine, new Optimizer.Sgd(0.1, 0), 0).averages()).isEmpty();
  }

  @Test
  void a_retired_player_keeps_its_weights_and_is_not_updated() {
    Player player = new Player(mine, Optimizer.Adam.of(0.1), 0.9);
    player.minimise(loss(), 0);
    player.commit(ForwardContext.training(new RandomKey(1)));
    player.retire();
    assertThatThrownBy(() -> player.minimise(loss(), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a retired player cannot be updated");
    assertThat(StateSnapshot.of(player).keySet())
        .containsExactly(
            "descents", "retired", "network.weight", "network.bias", "average.0", "average.1");
    Player loaded = new Player(new Linear(2, 2, new RandomKey(7)), Optimizer.Adam.of(0.1), 0.9);
    StateSnapshot.into(loaded, StateSnapshot.of(player));
    assertThatThrownBy(() -> loaded.minimise(loss(), 0))
        .hasMessage("a retired player cannot be updated");
    assertThat(loaded.averages()).hasSize(2);
  }

  @Test
  void the_state_of_a_player_is_its_weights_moments_and_averages() {
    Player player = new Player(mine, Optimizer.Adam.of(0.1), 0);
    assertThat(StateSnapshot.of(player).keySet())
        .containsExactly(
            "descents",
            "retired",
            "network.weight",
            "network.bias",
            "optimizer.step",
            "optimizer.first.0",
            "optimizer.second.0",
            "optimizer.first.1",
            "optimizer.second.1");
  }

  @Test
  void an_unrolled_player_substitutes_the_weights_after_a_step() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    Tensor gradient =
        Autograd.differentiableGradient(other.apply(X, pass).square().mean(), other.weight());
    Tensor next = other.weight().sub(Ops.times(gradient, 0.1));
    Tensor unrolled = other.apply(X, pass.replacing(other.weight(), next)).square().mean();
    Tensor through = Autograd.gradients(unrolled, List.of(other.weight())).get(0);
    // By hand: f(w) = E (w·x + b)², H its second derivative in w; the gradient is (I − 0.1 H)
    // ∇f(next).
    double[] x = Ops.doubles(X);
    double[] w = Ops.doubles(next.detach());
    double b = Ops.doubles(other.parameters().get(1).detach())[0];
    double[] g = new double[2];
    double[][] h = new double[2][2];
    for (int n = 0; n < 8; n++) {
      double y = w[0] * x[2 * n] + w[1] * x[2 * n + 1] + b;
      for (int i = 0; i < 2; i++) {
        g[i] += 2 * y * x[2 * n + i] / 8;
        for (int j = 0; j < 2; j++) {
          h[i][j] += 2 * x[2 * n + i] * x[2 * n + j] / 8;
        }
      }
    }
    near(
        through,
        1e-5,
        g[0] - 0.1 * (h[0][0] * g[0] + h[0][1] * g[1]),
        g[1] - 0.1 * (h[1][0] * g[0] + h[1][1] * g[1]));
  }
}
