package everymode.loss;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Batch;
import everymode.nn.BatchNorm;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Mlp;
import everymode.nn.Sequential;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import everymode.train.Decay;
import everymode.train.StepContext;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PenalisedLossTest {

  private static final Tensor X = RandomTensors.normal(new RandomKey(1), 6, 3);
  private static final Tensor G = RandomTensors.normal(new RandomKey(2), 6, 3);
  private static final List<Penalty> BOTH =
      List.of(new Penalty.R1(3), new Penalty.R2(0.5), new Penalty.Gradient(2));

  private static StepContext step(long step) {
    return new StepContext(() -> new Batch(X, Ops.range(6), null), 6, step, new RandomKey(3));
  }

  private static Layer discriminator() {
    return Mlp.of(8, 8).discriminator(new long[] {3}, 1, new RandomKey(4));
  }

  /// The loss and each penalty, scored again for each.
  private static Tensor separately(Layer discriminator, List<Penalty> penalties) {
    Tensor sum =
        AdversarialLoss.STANDARD.discriminator(
            discriminator.apply(X, step(0).pass()), discriminator.apply(G, step(0).pass()));
    for (Penalty penalty : penalties) {
      Tensor value = penalty.objective(discriminator, _ -> G).at(step(0));
      sum = sum.add(Ops.times(value, penalty.weight()));
    }
    return sum;
  }

  private static void equalWithGradients(Layer discriminator, List<Penalty> penalties) {
    Tensor shared =
        AdversarialLoss.STANDARD.discriminator(discriminator, _ -> G, penalties).at(step(0));
    Tensor apart = separately(discriminator, penalties);
    near(shared, 1e-5, apart.item_double());
    var expected = Autograd.gradients(apart, discriminator.parameters());
    var gradients = Autograd.gradients(shared, discriminator.parameters());
    for (int i = 0; i < discriminator.parameters().size(); i++) {
      if (expected.get(i).defined()) { // not that of the last bias, which no slope depends on
        near(gradients.get(i), 1e-5, Ops.doubles(expected.get(i)));
      }
    }
  }

  @Test
  void shared_scores_give_the_loss_and_the_gradients_of_separate_ones() {
    for (int penalties = 0; penalties < 8; penalties++) {
      List<Penalty> some = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        if ((penalties >> i & 1) == 1) {
          some.add(BOTH.get(i));
        }
      }
      equalWithGradients(discriminator(), some);
    }
  }

  @Test
  void with_batch_normalisation_real_and_generated_rows_stay_apart() {
    Layer discriminator = Sequential.of(new BatchNorm(3, new RandomKey(5)), discriminator());
    equalWithGradients(discriminator, BOTH.subList(0, 2));
  }

  /// Counts the rows that it scores.
  private static final class Counting implements Layer {

    private final Layer layer = discriminator();
    private long rows;

    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      rows += x.size(0);
      return layer.apply(x, pass);
    }

    @Override
    public boolean perSample() {
      return true;
    }

    @Override
    public List<Tensor> parameters() {
      return layer.parameters();
    }

    @Override
    public void state(StateVisitor s) {
      layer.state(s);
    }
  }

  @Test
  void each_row_is_scored_once() {
    Counting counting = new Counting();
    AdversarialLoss.STANDARD.discriminator(counting, _ -> G, BOTH.subList(0, 2)).at(step(0));
    assertThat(counting.rows).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 8})
  void a_lazy_penalty_is_used_in_every_fourth_step_with_four_times_its_weight(long step) {
    Layer discriminator = discriminator();
    Penalty lazy = new Penalty.R1(0.5, 4, new Decay.Linear(2, 6, 0));
    double alone = loss(discriminator, List.of(), step);
    double value = new Penalty.R1(1).objective(discriminator, _ -> G).at(step(0)).item_double();
    double factor = step == 0 ? 2 : step == 4 ? 1 : 0; // half way down at 4, nothing left at 8
    near(
        AdversarialLoss.STANDARD.discriminator(discriminator, _ -> G, List.of(lazy)).at(step(step)),
        1e-6,
        alone + factor * value);
    near(lazy.term(discriminator, _ -> G).at(step(step)), 1e-6, factor * value);
  }

  private static double loss(Layer discriminator, List<Penalty> penalties, long step) {
    return AdversarialLoss.STANDARD
        .discriminator(discriminator, _ -> G, penalties)
        .at(step(step))
        .item_double();
  }

  @Test
  void gradients_flow_to_the_generator_where_samples_are_attached() {
    Layer discriminator = discriminator();
    Tensor made = G.detach().clone().requires_grad_(true);
    StepContext attached = step(0).with(step(0).pass(), true);
    Tensor value =
        AdversarialLoss.STANDARD
            .discriminator(discriminator, _ -> made, BOTH.subList(0, 2))
            .at(attached);
    Tensor gradient = Autograd.gradients(value, List.of(made)).get(0);
    assertThat(Ops.doubles(gradient.abs().sum())[0]).isPositive();
  }
}
