package everymode.loss;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Batch;
import everymode.nn.Activation;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.Objective;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.StepContext;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class UnrolledObjectiveTest {

  private static final Tensor X = RandomTensors.normal(new RandomKey(1), 32, 2);
  private static final Tensor Z = RandomTensors.normal(new RandomKey(2), 32, 2);
  private static final AdversarialObjectives OBJECTIVES =
      AdversarialObjectives.standard(AdversarialLoss.STANDARD, List.of());

  private final Linear generator = new Linear(2, 2, new RandomKey(3));
  private final Layer discriminator =
      new Mlp(List.of(8), Activation.TANH, new Norm.None(), 0)
          .discriminator(new long[] {2}, 1, new RandomKey(4));
  private final Player player = new Player(discriminator, Optimizer.Adam.of(1e-2), 0);
  private final GeneratedBatch generated = new GeneratedBatch(generator, new Fixed(), "latent");

  private record Fixed() implements Prior {
    @Override
    public int dim() {
      return 2;
    }

    @Override
    public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
      return new LatentBatch(Z, null);
    }
  }

  private static StepContext step() {
    return new StepContext(() -> new Batch(X, Ops.range(32), null), 32, 0, new RandomKey(5));
  }

  private double value(Objective objective) {
    return Ops.doubles(objective.at(step()).detach())[0];
  }

  private void update(int times) {
    for (int i = 0; i < times; i++) {
      player.minimise(OBJECTIVES.discriminator(discriminator, generated).at(step()), 0);
    }
  }

  @Test
  void the_loss_is_that_against_the_discriminator_after_its_next_updates() {
    update(3); // so that the optimiser's moments are not 0
    for (boolean backprop : new boolean[] {true, false}) {
      double unrolled =
          value(
              new UnrolledObjective(
                  OBJECTIVES, discriminator, player, generated, new UnrollSettings(4, backprop)));
      Tensor before = discriminator.parameters().getFirst().detach().clone();
      double now = value(OBJECTIVES.generator(discriminator, generated));
      same(discriminator.parameters().getFirst(), before); // unrolling updates no weights
      assertThat(unrolled).isNotCloseTo(now, within(1e-4));
    }
    double unrolled =
        value(
            new UnrolledObjective(
                OBJECTIVES, discriminator, player, generated, new UnrollSettings(4, true)));
    update(4);
    assertThat(value(OBJECTIVES.generator(discriminator, generated)))
        .isCloseTo(unrolled, within(1e-5));
  }

  @Test
  void without_steps_it_is_the_standard_game() {
    double unrolled =
        value(
            new UnrolledObjective(
                OBJECTIVES, discriminator, player, generated, new UnrollSettings(0, true)));
    assertThat(unrolled).isEqualTo(value(OBJECTIVES.generator(discriminator, generated)));
  }

  @Test
  void the_full_gradient_matches_finite_differences_and_the_other_does_not() {
    update(60); // Adam's first steps are too nonlinear for finite differences
    UnrolledObjective full =
        new UnrolledObjective(
            OBJECTIVES, discriminator, player, generated, new UnrollSettings(3, true));
    UnrolledObjective stopped =
        new UnrolledObjective(
            OBJECTIVES, discriminator, player, generated, new UnrollSettings(3, false));
    Tensor weight = generator.weight();
    double[] gradient = gradient(full);
    double[] partial = gradient(stopped);
    double[] differences = new double[4];
    double h = 1e-2;
    for (int i = 0; i < 4; i++) {
      differences[i] = (shifted(full, weight, i, h) - shifted(full, weight, i, -h)) / (2 * h);
    }
    near(gradient, 2e-3, differences);
    double off = 0;
    for (int i = 0; i < 4; i++) {
      off = Math.max(off, Math.abs(partial[i] - gradient[i]));
    }
    assertThat(off).isGreaterThan(5e-3);
  }

  private double[] gradient(Objective objective) {
    return Ops.doubles(
        Autograd.gradients(objective.at(step()), List.of(generator.weight())).get(0));
  }

  private double shifted(Objective objective, Tensor weight, int i, double by) {
    Tensor original = weight.detach().clone();
    double[] all = Ops.doubles(original);
    all[i] += by;
    weight.detach().copy_(Ops.of(all, 2, 2));
    double value = value(objective);
    weight.detach().copy_(original);
    return value;
  }

  @Test
  void negative_steps_are_rejected() {
    assertThatThrownBy(() -> new UnrollSettings(-1, true)).hasMessageContaining("steps");
  }
}
