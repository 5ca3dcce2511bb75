package everymode.loss;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Batch;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import everymode.train.StepContext;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class PenaltyTest {

  private static final Tensor X = RandomTensors.normal(new RandomKey(1), 6, 3);
  private static final Tensor G = RandomTensors.normal(new RandomKey(2), 6, 3);

  private static StepContext step() {
    return new StepContext(() -> new Batch(X, Ops.range(6), null), 6, 0, new RandomKey(3));
  }

  private static Tensor penalty(Penalty penalty, Layer discriminator) {
    return penalty.objective(discriminator, _ -> G).at(step());
  }

  @Test
  void a_linear_discriminator_has_its_weights_as_gradient_everywhere() {
    Linear discriminator = new Linear(3, 1, new RandomKey(4));
    discriminator.weight().detach().copy_(Ops.of(new float[] {2, -1, 2}, 1, 3)); // norm 3
    near(penalty(new Penalty.Gradient(10), discriminator), 1e-6, 4); // (3 − 1)²
    near(penalty(new Penalty.R1(10), discriminator), 1e-6, 4.5); // 9/2
    near(penalty(new Penalty.R2(10), discriminator), 1e-6, 4.5);
  }

  @Test
  void gradients_of_a_linear_discriminators_penalties_match_the_closed_forms() {
    Linear discriminator = new Linear(3, 1, new RandomKey(4));
    discriminator.weight().detach().copy_(Ops.of(new float[] {2, -1, 2}, 1, 3));
    near(
        gradient(new Penalty.Gradient(1), discriminator),
        1e-5,
        8 / 3.0,
        -4 / 3.0,
        8 / 3.0); // 2(‖w‖ − 1)w/‖w‖
    near(gradient(new Penalty.R1(1), discriminator), 1e-5, 2, -1, 2); // w
    near(gradient(new Penalty.R2(1), discriminator), 1e-5, 2, -1, 2);
  }

  private static Tensor gradient(Penalty penalty, Linear discriminator) {
    return Autograd.gradients(penalty(penalty, discriminator), List.of(discriminator.weight()))
        .get(0);
  }

  /// D(x) = v·tanh(Wx), in double precision.
  private record Nonlinear(Tensor w, Tensor v) implements Layer {
    static Nonlinear draw() {
      Tensor w = Ops.toDouble(RandomTensors.normal(new RandomKey(5), 3, 4));
      Tensor v = Ops.toDouble(RandomTensors.normal(new RandomKey(6), 4, 1));
      w.requires_grad_(true);
      v.requires_grad_(true);
      return new Nonlinear(w, v);
    }

    @Override
    public Tensor apply(Tensor x, ForwardContext pass) {
      return Ops.toDouble(x).matmul(pass.weight(w)).tanh().matmul(pass.weight(v));
    }

    @Override
    public List<Tensor> parameters() {
      return List.of(w, v);
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("w", w);
      s.tensor("v", v);
    }

    /// ∇D at a point, in closed form.
    double[] gradient(double[] x) {
      double[] a = Ops.doubles(w.detach());
      double[] b = Ops.doubles(v.detach());
      double[] gradient = new double[3];
      for (int h = 0; h < 4; h++) {
        double t = Math.tanh(x[0] * a[h] + x[1] * a[4 + h] + x[2] * a[8 + h]);
        for (int i = 0; i < 3; i++) {
          gradient[i] += b[h] * (1 - t * t) * a[4 * i + h];
        }
      }
      return gradient;
    }

    double norm2(Tensor points, int row) {
      double[] all = Ops.doubles(points);
      double[] gradient = gradient(java.util.Arrays.copyOfRange(all, 3 * row, 3 * row + 3));
      return java.util.Arrays.stream(gradient).map(s -> s * s).sum();
    }
  }

  @Test
  void a_nonlinear_discriminator_is_penalised_at_the_points_of_each_penalty() {
    Nonlinear discriminator = Nonlinear.draw();
    double real = 0;
    double fake = 0;
    double between = 0;
    double[] weight = Ops.doubles(RandomTensors.uniform(step().key().fold("between"), 6, 1));
    for (int i = 0; i < 6; i++) {
      real += discriminator.norm2(X, i) / 12;
      fake += discriminator.norm2(G, i) / 12;
      Tensor middle =
          Ops.times(Ops.rows(X, i, 1), weight[i]).add(Ops.times(Ops.rows(G, i, 1), 1 - weight[i]));
      between += Math.pow(Math.sqrt(discriminator.norm2(middle, 0)) - 1, 2) / 6;
    }
    near(penalty(new Penalty.R1(1), discriminator), 1e-5, real);
    near(penalty(new Penalty.R2(1), discriminator), 1e-5, fake);
    near(penalty(new Penalty.Gradient(1), discriminator), 1e-5, between);
  }

  @TestFactory
  Stream<DynamicTest> gradients_of_penalties_match_finite_differences() {
    return Stream.of(new Penalty.Gradient(1), new Penalty.R1(1), new Penalty.R2(1))
        .map(penalty ->
            DynamicTest.dynamicTest(penalty.toString(), () -> matchesFiniteDifferences(penalty)));
  }

  private static void matchesFiniteDifferences(Penalty penalty) {
    Nonlinear discriminator = Nonlinear.draw();
    var gradients = Autograd.gradients(penalty(penalty, discriminator), discriminator.parameters());
    double h = 1e-3;
    for (int p = 0; p < 2; p++) {
      Tensor weights = discriminator.parameters().get(p).detach();
      double[] values = Ops.doubles(weights);
      double[] expected = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        double[] up = values.clone();
        up[i] += h;
        weights.copy_(Ops.of(up, weights.shape()));
        double above = penalty(penalty, discriminator).item_double();
        up[i] -= 2 * h;
        weights.copy_(Ops.of(up, weights.shape()));
        expected[i] = (above - penalty(penalty, discriminator).item_double()) / (2 * h);
      }
      weights.copy_(Ops.of(values, weights.shape()));
      near(gradients.get(p), 1e-3, expected);
    }
  }

  @Test
  void images_are_interpolated_per_sample() {
    Tensor x = Ops.full(1, 5, 1, 4, 4);
    Tensor[] inputs = new Tensor[1];
    Layer discriminator = new Linear(16, 1, new RandomKey(1));
    Layer spy =
        new Layer() {
          @Override
          public Tensor apply(Tensor at, ForwardContext pass) {
            inputs[0] = at.detach();
            return discriminator.apply(Ops.flat(at), pass);
          }

          @Override
          public List<Tensor> parameters() {
            return discriminator.parameters();
          }

          @Override
          public void state(StateVisitor s) {
            discriminator.state(s);
          }
        };
    StepContext context =
        new StepContext(() -> new Batch(x, Ops.range(5), null), 5, 0, new RandomKey(3));
    new Penalty.Gradient(1).objective(spy, _ -> Ops.zeros(5, 1, 4, 4)).at(context);
    float[] pixels = Ops.floats(inputs[0]);
    for (int i = 0; i < 5; i++) {
      float[] sample = java.util.Arrays.copyOfRange(pixels, 16 * i, 16 * i + 16);
      assertThat(sample).containsOnly(sample[0]);
      assertThat(sample[0]).isBetween(0f, 1f);
    }
    assertThat(new float[] {pixels[0], pixels[16], pixels[32], pixels[48], pixels[64]})
        .doesNotHaveDuplicates();
  }

  @Test
  void a_penalty_is_a_term_of_the_discriminators_objective() {
    Linear discriminator = new Linear(3, 1, new RandomKey(4));
    double alone =
        AdversarialLoss.STANDARD.discriminator(discriminator, _ -> G).at(step()).item_double();
    double value = penalty(new Penalty.R1(7), discriminator).item_double();
    Tensor sum =
        AdversarialLoss.STANDARD
            .discriminator(discriminator, _ -> G)
            .plus(7, new Penalty.R1(7).objective(discriminator, _ -> G))
            .at(step());
    near(sum, 1e-6, alone + 7 * value);
  }

  @Test
  void a_negative_weight_is_rejected() {
    assertThatThrownBy(() -> new Penalty.R1(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight must be at least 0, but is -1.0");
    assertThatThrownBy(() -> new Penalty.Gradient(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
