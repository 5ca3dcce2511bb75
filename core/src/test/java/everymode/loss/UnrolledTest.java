package everymode.loss;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.chance.Chance;
import everymode.data.Batch;
import everymode.nn.Activation;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.tensor.Draws;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.Turn;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class UnrolledTest {

  private static final Tensor X = Draws.normal(new Chance(1), 32, 2);
  private static final Tensor Z = Draws.normal(new Chance(2), 32, 2);
  private static final Rules RULES = Rules.plain(Adversarial.STANDARD, List.of());

  private final Linear generator = new Linear(2, 2, new Chance(3));
  private final Layer critic =
      new Mlp(List.of(8), Activation.TANH, new Norm.None(), 0)
          .critic(new long[] {2}, 1, new Chance(4));
  private final Player player = new Player(critic, Optimizer.Adam.of(1e-2), 0);
  private final Rules.Made made = new Fixed();

  private final class Fixed implements Rules.Made {
    @Override
    public boolean rowwise() {
      return false;
    }

    @Override
    public Tensor make(Turn turn) {
      return from(Z, turn);
    }

    @Override
    public Tensor from(Tensor z, Turn turn) {
      return generator.apply(z, turn.pass());
    }

    @Override
    public Tensor latent(Turn turn) {
      return Z;
    }

    @Override
    public Rules.Made again() {
      return this;
    }

    @Override
    public Tensor component(Turn turn) {
      throw new UnsupportedOperationException();
    }
  }

  private static Turn turn() {
    return new Turn(() -> new Batch(X, Ops.range(32), null), 32, 0, new Chance(5));
  }

  private double value(Objective objective) {
    return Ops.doubles(objective.at(turn()).detach())[0];
  }

  private void descend(int times) {
    for (int i = 0; i < times; i++) {
      player.descend(RULES.critic(critic, made).at(turn()));
    }
  }

  @Test
  void the_loss_is_that_against_the_critic_after_its_next_descents() {
    descend(3); // moments that are not 0
    for (boolean through : new boolean[] {true, false}) {
      double ahead = value(new Unrolled(RULES, critic, player, made, new Unroll(4, through)));
      Tensor before = critic.parameters().getFirst().detach().clone();
      double now = value(RULES.generator(critic, made));
      same(critic.parameters().getFirst(), before); // looking moves nothing
      assertThat(ahead).isNotCloseTo(now, within(1e-4));
    }
    double ahead = value(new Unrolled(RULES, critic, player, made, new Unroll(4, true)));
    descend(4);
    assertThat(value(RULES.generator(critic, made))).isCloseTo(ahead, within(1e-5));
  }

  @Test
  void without_steps_it_is_the_plain_game() {
    double ahead = value(new Unrolled(RULES, critic, player, made, new Unroll(0, true)));
    assertThat(ahead).isEqualTo(value(RULES.generator(critic, made)));
  }

  @Test
  void the_full_derivative_is_that_of_finite_differences_and_the_other_is_not() {
    descend(60); // Adam's first steps bend too much for differences
    Unrolled full = new Unrolled(RULES, critic, player, made, new Unroll(3, true));
    Unrolled stopped = new Unrolled(RULES, critic, player, made, new Unroll(3, false));
    Tensor weight = generator.weight();
    double[] slope = slope(full);
    double[] partial = slope(stopped);
    double[] differences = new double[4];
    double h = 1e-2;
    for (int i = 0; i < 4; i++) {
      differences[i] = (moved(full, weight, i, h) - moved(full, weight, i, -h)) / (2 * h);
    }
    near(slope, 2e-3, differences);
    double off = 0;
    for (int i = 0; i < 4; i++) {
      off = Math.max(off, Math.abs(partial[i] - slope[i]));
    }
    assertThat(off).isGreaterThan(5e-3);
  }

  private double[] slope(Objective objective) {
    return Ops.doubles(Grad.of(objective.at(turn()), List.of(generator.weight())).get(0));
  }

  private double moved(Objective objective, Tensor weight, int i, double by) {
    Tensor kept = weight.detach().clone();
    double[] all = Ops.doubles(kept);
    all[i] += by;
    weight.detach().copy_(Ops.of(all, 2, 2));
    double value = value(objective);
    weight.detach().copy_(kept);
    return value;
  }

  @Test
  void negative_steps_are_refused() {
    assertThatThrownBy(() -> new Unroll(-1, true)).hasMessageContaining("steps");
  }
}
