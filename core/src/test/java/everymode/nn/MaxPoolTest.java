package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class MaxPoolTest {

  @Test
  void keeps_the_maximum_of_each_square_and_drops_incomplete_squares() {
    float[] values = {
      1, 5, -1, -2, 9, //
      2, 3, -3, -4, 9,
      7, 0, 0, 0, 9
    };
    Tensor x = Ops.of(values, 1, 1, 3, 5);
    Tensor y = new MaxPool(2).apply(x, ForwardContext.evaluation());
    assertThat(y.shape()).containsExactly(1, 1, 1, 2);
    near(y, 0, 5, -1);
    near(new MaxPool(1).apply(x, ForwardContext.evaluation()), 0, doubles(values));
    assertThat(new MaxPool(2).parameters()).isEmpty();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @Test
  void rejects_a_side_of_zero() {
    assertThatThrownBy(() -> new MaxPool(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("side must be at least 1, but is 0");
  }
}
