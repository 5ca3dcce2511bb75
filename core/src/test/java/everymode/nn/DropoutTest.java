package everymode.nn;

import static everymode.Check.different;
import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class DropoutTest {

  private static final Tensor ONES = Ops.full(1, 100, 100);

  @Test
  void the_mean_is_preserved_and_the_fraction_of_zeros_is_p() {
    double[] y =
        Ops.doubles(new Dropout(0.3).apply(ONES, ForwardContext.training(new RandomKey(1))));
    double zeros = (double) DoubleStream.of(y).filter(v -> v == 0).count() / y.length;
    near(new double[] {zeros}, 0.025, 0.3); // five standard errors
    near(new double[] {DoubleStream.of(y).average().orElseThrow()}, 0.035, 1);
    assertThat(DoubleStream.of(y)).allMatch(v -> v == 0 || Math.abs(v - 1 / 0.7) < 1e-6);
  }

  @Test
  void equal_random_keys_drop_the_same_values_and_others_different_ones() {
    Dropout dropout = new Dropout(0.5);
    Tensor first = dropout.apply(ONES, ForwardContext.training(new RandomKey(1)));
    same(dropout.apply(ONES, ForwardContext.training(new RandomKey(1))), first);
    different(dropout.apply(ONES, ForwardContext.training(new RandomKey(2))), first);
  }

  @Test
  void two_layers_of_one_forward_pass_drop_different_values() {
    Dropout dropout = new Dropout(0.5);
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    different(dropout.apply(ONES, pass), dropout.apply(ONES, pass));
  }

  @Test
  void in_evaluation_nothing_is_dropped() {
    assertThat(new Dropout(0.5).apply(ONES, ForwardContext.evaluation())).isSameAs(ONES);
    assertThat(new Dropout(0).apply(ONES, ForwardContext.training(new RandomKey(1))))
        .isSameAs(ONES);
  }

  @Test
  void rejects_an_invalid_probability() {
    for (double p : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Dropout(p))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("dropout must be in [0, 1), but is " + p);
    }
  }
}
