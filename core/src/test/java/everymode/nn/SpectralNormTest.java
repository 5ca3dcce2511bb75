package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateSnapshot;
import everymode.train.Optimizer;
import everymode.train.Player;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class SpectralNormTest {

  private final Linear inner = new Linear(5, 4, new RandomKey(1));
  private final SpectralNorm norm = new SpectralNorm(inner, new RandomKey(2));
  private final Player player = new Player(norm, new Optimizer.Sgd(0.1, 0), 0);
  private final Tensor x = RandomTensors.normal(new RandomKey(3), 6, 5);

  private Tensor vector() {
    return Objects.requireNonNull(StateSnapshot.of(norm).get("u"));
  }

  private void passes(int count) {
    for (int i = 0; i < count; i++) {
      ForwardContext pass = ForwardContext.training(new RandomKey(i));
      norm.apply(x, pass);
      player.commit(pass);
    }
  }

  /// The largest singular value of `[rows, columns]`, by 2,000 power iterations in double
  /// precision.
  static double largest(double[] w, int rows, int columns) {
    double[] v = new double[columns];
    java.util.Arrays.setAll(v, i -> 1 + 0.1 * i);
    double sigma = 0;
    for (int i = 0; i < 2000; i++) {
      double[] u = new double[rows];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          u[r] += w[r * columns + c] * v[c];
        }
      }
      double[] next = new double[columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          next[c] += w[r * columns + c] * u[r];
        }
      }
      double size = Math.sqrt(java.util.Arrays.stream(next).map(a -> a * a).sum());
      java.util.Arrays.setAll(v, c -> next[c] / size);
      sigma = Math.sqrt(size);
    }
    return sigma;
  }

  /// The divisor of the layer's matrix, derived from its linear part.
  private double sigma(ForwardContext pass) {
    Tensor zero = norm.apply(Ops.zeros(1, 5), pass);
    Tensor unit = norm.apply(Ops.of(new float[] {1, 0, 0, 0, 0}, 1, 5), pass).sub(zero);
    return Ops.doubles(inner.weight().detach())[0] / Ops.doubles(unit.detach())[0];
  }

  @Test
  void after_many_forward_passes_the_matrix_is_divided_by_its_largest_singular_value() {
    passes(200);
    double largest = largest(Ops.doubles(inner.weight().detach()), 4, 5);
    near(new double[] {sigma(ForwardContext.evaluation())}, 1e-5, largest);
    Tensor scaled = Ops.times(inner.weight(), 1 / largest);
    near(
        norm.apply(x, ForwardContext.evaluation()),
        1e-5,
        Ops.linear(x, scaled, inner.parameters().get(1)));
  }

  @Test
  void one_forward_pass_is_one_power_iteration() {
    double[] w = Ops.doubles(inner.weight().detach());
    double[] u = Ops.doubles(vector());
    double[] v = unit(product(w, u, true));
    double[] next = unit(product(w, v, false));
    passes(1);
    near(vector(), 1e-6, next);
    passes(1);
    near(vector(), 1e-6, unit(product(w, unit(product(w, next, true)), false)));
  }

  private static double[] product(double[] w, double[] x, boolean transposed) {
    double[] y = new double[transposed ? 5 : 4];
    for (int r = 0; r < 4; r++) {
      for (int c = 0; c < 5; c++) {
        y[transposed ? c : r] += w[r * 5 + c] * x[transposed ? r : c];
      }
    }
    return y;
  }

  private static double[] unit(double[] x) {
    double size = Math.sqrt(java.util.Arrays.stream(x).map(a -> a * a).sum());
    return java.util.Arrays.stream(x).map(a -> a / size).toArray();
  }

  @Test
  void applied_twice_in_a_forward_pass_the_vector_is_updated_twice_and_only_at_the_commit() {
    double[] before = Ops.doubles(vector());
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    norm.apply(x, pass);
    norm.apply(x, pass);
    near(vector(), 0, before);
    player.commit(pass);
    double[] twice = Ops.doubles(vector());
    vector().copy_(Ops.of(before, 4));
    passes(2);
    near(vector(), 1e-6, twice);
  }

  @Test
  void evaluation_does_not_update_the_vector() {
    ForwardContext pass = ForwardContext.evaluation();
    norm.apply(x, pass);
    assertThat(pass.next()).isEmpty();
  }

  @Test
  void an_averaged_vector_that_has_shrunk_changes_nothing() {
    Tensor u = vector();
    ForwardContext shrunk = ForwardContext.evaluation().replacing(Map.of(u, Ops.times(u, 0.01)));
    near(norm.apply(x, shrunk), 1e-6, norm.apply(x, ForwardContext.evaluation()));
  }

  @Test
  void the_scale_of_the_weights_does_not_matter() {
    passes(50);
    Tensor before = norm.apply(x, ForwardContext.evaluation()).sub(inner.parameters().get(1));
    inner.weight().detach().mul_(new org.bytedeco.pytorch.Scalar(17));
    near(norm.apply(x, ForwardContext.evaluation()).sub(inner.parameters().get(1)), 1e-5, before);
  }

  @Test
  void gradients_flow_through_the_singular_value() {
    passes(100);
    // The output does not depend on the scale of W, so the gradient is orthogonal to W.
    Tensor loss = norm.apply(x, ForwardContext.evaluation()).square().sum();
    Tensor gradient = Autograd.gradients(loss, List.of(inner.weight())).get(0);
    assertThat(Ops.doubles(gradient.norm())[0]).isGreaterThan(0.1);
    near(gradient.mul(inner.weight()).sum(), 1e-4, 0);
  }

  @Test
  void kernels_are_normalised_as_matrices() {
    Conv2d conv = Conv2d.plain(2, 3, 3, 1, 1, true, new RandomKey(4));
    SpectralNorm layer = new SpectralNorm(conv, new RandomKey(5));
    Player kernelPlayer = new Player(layer, new Optimizer.Sgd(0.1, 0), 0);
    Tensor image = RandomTensors.normal(new RandomKey(6), 2, 2, 4, 4);
    for (int i = 0; i < 100; i++) {
      ForwardContext pass = ForwardContext.training(new RandomKey(i));
      layer.apply(image, pass);
      kernelPlayer.commit(pass);
    }
    double largest = largest(Ops.doubles(conv.weight().detach()), 3, 18);
    Tensor expected = Ops.conv(image, Ops.times(conv.weight(), 1 / largest), null, 1, 1);
    near(layer.apply(image, ForwardContext.evaluation()), 1e-4, expected);
  }
}
