package everymode.loss;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Domain;
import everymode.embedding.Distance;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class DistancePreservingTermTest {

  private static final Domain DOMAIN = new Domain.Points(2);
  private static final Tensor Z = RandomTensors.normal(new RandomKey(1), 32, 2);
  private static final Tensor OTHER = RandomTensors.normal(new RandomKey(2), 32, 2);

  private static DistancePreservingTerm scaled(double s) {
    return new DistancePreservingTerm(DOMAIN, Distance.euclidean(DOMAIN), () -> s);
  }

  @Test
  void it_is_zero_if_distances_are_preserved_and_the_squared_log_ratio_otherwise() {
    Tensor x = Ops.times(Z, 3);
    Tensor y = Ops.times(OTHER, 3);
    near(scaled(3).of(Z, x, OTHER, y), 1e-10, 0);
    near(scaled(1.5).of(Z, x, OTHER, y), 1e-5, Math.log(2) * Math.log(2));
  }

  @Test
  void it_is_symmetric_and_joint_scaling_changes_nothing() {
    Tensor x = RandomTensors.normal(new RandomKey(3), 32, 2);
    Tensor y = RandomTensors.normal(new RandomKey(4), 32, 2);
    double loss = scaled(0.7).of(Z, x, OTHER, y).item_double();
    assertThat(loss).isPositive();
    near(scaled(0.7).of(OTHER, y, Z, x), 1e-6, loss);
    near(scaled(7).of(Z, Ops.times(x, 10), OTHER, Ops.times(y, 10)), 1e-4, loss);
  }

  @Test
  void equal_samples_have_a_loss_and_zero_gradient() {
    Tensor x = RandomTensors.normal(new RandomKey(3), 32, 2);
    x.requires_grad_(true);
    Tensor loss = scaled(1).of(Z, x, OTHER, x);
    assertThat(loss.item_double()).isBetween(100.0, 1_000.0);
    Tensor gradient = Autograd.gradients(loss, List.of(x)).get(0);
    assertThat(gradient.abs().max().item_double()).isZero();
    Tensor same = scaled(1).of(Z, x, Z, Ops.times(x, 2));
    assertThat(Ops.finite(same)).isTrue();
    assertThat(Ops.finite(Autograd.gradients(same, List.of(x)).get(0))).isTrue();
  }

  @Test
  void its_gradient_is_that_of_the_log_distance() {
    Tensor z = Ops.of(new float[] {0, 0}, 1, 2);
    Tensor other = Ops.of(new float[] {1, 0}, 1, 2);
    Tensor x = Ops.of(new float[] {2, 0}, 1, 2);
    x.requires_grad_(true);
    Tensor origin = Ops.zeros(1, 2);
    Tensor gradient = Autograd.gradients(scaled(1).of(z, x, other, origin), List.of(x)).get(0);
    // d/dx (ln x)² = 2 ln x / x
    assertThat(Ops.doubles(gradient)[0]).isCloseTo(Math.log(2), within(1e-6));
    assertThat(Ops.doubles(gradient)[1]).isZero();
  }
}
