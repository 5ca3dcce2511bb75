package everymode.nn;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class LinearTest {

  @Test
  void an_affine_map_equals_its_explicit_sums() {
    Linear layer = new Linear(3, 2, new RandomKey(1));
    double[] x = Ops.doubles(RandomTensors.normal(new RandomKey(2), 4, 3));
    double[] w = Ops.doubles(layer.weight().detach());
    double[] b = Ops.doubles(layer.parameters().get(1).detach());
    double[] expected = new double[8];
    for (int n = 0; n < 4; n++) {
      for (int o = 0; o < 2; o++) {
        expected[2 * n + o] = b[o];
        for (int i = 0; i < 3; i++) {
          expected[2 * n + o] += x[3 * n + i] * w[3 * o + i];
        }
      }
    }
    near(
        layer.apply(RandomTensors.normal(new RandomKey(2), 4, 3), ForwardContext.evaluation()),
        1e-6,
        expected);
  }

  @Test
  void initial_weights_fill_their_interval_and_come_from_the_random_key() {
    Linear layer = new Linear(100, 50, new RandomKey(1));
    for (Tensor t : layer.parameters()) {
      double[] values = Ops.doubles(t.detach());
      assertThat(java.util.stream.DoubleStream.of(values)).allMatch(v -> v >= -0.1 && v < 0.1);
      assertThat(java.util.stream.DoubleStream.of(values))
          .anyMatch(v -> v > 0.09)
          .anyMatch(v -> v < -0.09);
      assertThat(t.requires_grad()).isTrue();
    }
    same(layer.weight(), new Linear(100, 50, new RandomKey(1)).weight());
    near(Ops.times(layer.weight().mean(), 1), 0.005, 0);
  }

  @Test
  void weights_can_be_substituted() {
    Linear layer = new Linear(2, 1, new RandomKey(1));
    Tensor x = Ops.of(new float[] {1, 2}, 1, 2);
    ForwardContext pass =
        ForwardContext.evaluation().replacing(layer.weight(), Ops.of(new float[] {3, 4}, 1, 2));
    near(layer.apply(x, pass).sub(layer.parameters().get(1)), 1e-6, 11);
    assertThat(layer.parameters()).isEqualTo(List.of(layer.weight(), layer.parameters().get(1)));
  }

  @Test
  void activations_equal_their_closed_forms() {
    Tensor x = Ops.of(new double[] {-2, 0, 3}, 3);
    ForwardContext pass = ForwardContext.evaluation();
    double e = 1 / (1 + Math.exp(-3));
    double f = 1 / (1 + Math.exp(2));
    near(Activation.RELU.apply(x, pass), 1e-12, 0, 0, 3);
    near(Activation.LEAKY_RELU.apply(x, pass), 1e-12, -0.4, 0, 3);
    near(Activation.SILU.apply(x, pass), 1e-12, -2 * f, 0, 3 * e);
    near(Activation.TANH.apply(x, pass), 1e-12, Math.tanh(-2), 0, Math.tanh(3));
    near(Activation.SIGMOID.apply(x, pass), 1e-12, f, 0.5, e);
  }

  @Test
  void a_chain_applies_its_layers_in_order() {
    Linear first = new Linear(2, 3, new RandomKey(1));
    Linear second = new Linear(3, 4, new RandomKey(2));
    Sequential chain = Sequential.of(first, Activation.TANH, second, Reshape.to(2, 2));
    Tensor x = RandomTensors.normal(new RandomKey(3), 5, 2);
    ForwardContext pass = ForwardContext.evaluation();
    Tensor y = second.apply(first.apply(x, pass).tanh(), pass);
    assertThat(chain.apply(x, pass).shape()).containsExactly(5, 2, 2);
    same(Ops.flat(chain.apply(x, pass)), y);
    assertThat(chain.parameters())
        .containsExactly(
            first.weight(), first.parameters().get(1), second.weight(), second.parameters().get(1));
  }
}
