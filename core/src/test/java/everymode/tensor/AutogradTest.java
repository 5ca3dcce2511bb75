package everymode.tensor;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

final class AutogradTest {

  private static Tensor variable(double... values) {
    Tensor t = Ops.of(values, values.length);
    t.requires_grad_(true);
    return t;
  }

  @Test
  void a_gradient_matches_the_closed_form() {
    Tensor x = variable(1, -2, 3);
    Tensor y = variable(4, 5, 6);
    Tensor loss = x.square().mul(y).sum(); // Σ x²y
    TensorVector gradients = Autograd.gradients(loss, List.of(x, y));
    near(gradients.get(0), 1e-12, 8, -20, 36); // 2xy
    near(gradients.get(1), 1e-12, 1, 4, 9); // x²
  }

  @Test
  void a_second_gradient_matches_the_closed_form() {
    Tensor x = variable(0.5, -1, 2);
    Tensor gradient =
        Autograd.differentiableGradient(x.pow(new org.bytedeco.pytorch.Scalar(3)).sum(), x); // 3x²
    near(gradient, 1e-12, 0.75, 3, 12);
    Tensor norm = gradient.square().sum(); // Σ 9x⁴
    near(Autograd.gradients(norm, List.of(x)).get(0), 1e-12, 4.5, -36, 288); // 36x³
  }

  @Test
  void nothing_accumulates_and_other_inputs_are_unaffected() {
    Tensor x = variable(1, 2);
    Tensor y = variable(3, 4);
    for (int i = 0; i < 3; i++) {
      near(Autograd.gradients(x.mul(y).sum(), List.of(x)).get(0), 1e-12, 3, 4);
    }
    assertThat(x.grad().defined()).isFalse();
    assertThat(y.grad().defined()).isFalse();
  }

  @Test
  void the_gradient_of_an_unused_input_is_undefined() {
    Tensor x = variable(1);
    Tensor y = variable(2);
    TensorVector gradients = Autograd.gradients(x.sum(), List.of(x, y));
    assertThat(gradients.get(0).defined()).isTrue();
    assertThat(gradients.get(1).defined()).isFalse();
  }

  @Test
  void a_plain_gradient_has_no_graph() {
    Tensor x = variable(1, 2);
    assertThat(Autograd.gradients(x.square().sum(), List.of(x)).get(0).requires_grad()).isFalse();
    assertThat(Autograd.differentiableGradient(x.square().sum(), x).requires_grad()).isTrue();
  }
}
