package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.UsageException;
import everymode.random.RandomKey;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {

  private final Scope scope = new Scope();

  @AfterEach
  void close() {
    scope.close();
  }

  /// A product of two numbers with 8 significant bits is wrong by at most 2 · 2⁻⁸ of itself.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void convolutions_multiply_in_the_precision_of_the_device(boolean transposed) {
    Tensor x = RandomTensors.normal(new RandomKey(1), 2, 4, 8, 8);
    Tensor w = RandomTensors.normal(new RandomKey(2), 4, 4, 4, 4);
    Tensor bias = RandomTensors.normal(new RandomKey(3), 4);
    Tensor exact = convolution(x, w, bias, transposed);
    Tensor magnitude = convolution(x.abs(), w.abs(), bias.abs(), transposed);
    Tensor half = Device.CPU.with(Precision.BF16).during(() -> convolution(x, w, bias, transposed));
    assertThat(half.scalar_type().value).isEqualTo(ScalarType.Float.value);
    double[] error = Ops.doubles(half.sub(exact).abs());
    double[] most = Ops.doubles(magnitude);
    double largest = 0;
    for (int i = 0; i < error.length; i++) {
      assertThat(error[i]).isLessThan(most[i] / 64);
      largest = Math.max(largest, error[i]);
    }
    assertThat(largest).isPositive();
  }

  private static Tensor convolution(Tensor x, Tensor w, Tensor bias, boolean transposed) {
    return transposed ? Ops.convTranspose(x, w, bias, 2, 1) : Ops.conv(x, w, bias, 2, 1);
  }

  @Test
  void names_that_do_not_exist_are_refused() {
    assertThat(Precision.of("fp32")).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> Precision.of("fp16"))
        .isInstanceOf(UsageException.class)
        .hasMessage("no precision called 'fp16'; use fp32 or bf16");
  }
}
