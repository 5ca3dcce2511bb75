package everymode.metric.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiScaleSsimTest {

  private static final Stored REFERENCE = new Stored("ssim.npz");

  /// Values of `bench/ssim_reference.py`, which convolves each channel separately.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "five-scales",
        "odd",
        "colour",
        "digits",
        "one-scale",
        "small",
        "smaller",
        "opposite",
        "equal",
        "flat"
      })
  void values_of_scipy_match(String name) {
    double[] expected = REFERENCE.doubles(name + ".similarity");
    double[] found =
        REFERENCE.with(
            name + ".x",
            x ->
                REFERENCE.with(
                    name + ".y", y -> MultiScaleSsim.pairs(intensities(x), intensities(y))));
    assertThat(found).containsExactly(expected, within(1e-9));
  }

  @Test
  void equal_images_score_one_and_order_does_not_matter() {
    try (var _ = new Scope()) {
      Tensor x = RandomTensors.uniform(new RandomKey(1), 3, 2, 24, 30);
      Tensor y = RandomTensors.uniform(new RandomKey(2), 3, 2, 24, 30);
      assertThat(MultiScaleSsim.pairs(x, x)).containsExactly(new double[] {1, 1, 1}, within(1e-12));
      assertThat(MultiScaleSsim.pairs(x, y))
          .containsExactly(MultiScaleSsim.pairs(y, x), within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1", "11, 1", "21, 1", "22, 2", "32, 2", "43, 2", "44, 3", "175, 4", "176, 5", "999, 5"
  })
  void the_number_of_scales_leaves_a_full_window(int side, int scales) {
    assertThat(MultiScaleSsim.scales(side)).isEqualTo(scales);
  }

  private static Tensor intensities(Tensor bytes) {
    return Ops.times(Ops.toDouble(bytes), 1 / 255.0);
  }
}
