package everymode.autoregressive;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The time of drawing 64 images of 28×28 pixels beside that of a pass over the whole images for
/// each pixel, of which the first few are measured.
class DrawingSpeedTest {

  private static final RandomKey KEY = new RandomKey(3);
  private static final ForwardContext PASS = ForwardContext.evaluation();
  private static final int SIDE = 28;
  private static final int PASSES = 8;

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  private static double ratio(AutoregressiveArchitecture architecture, String name) {
    try (var _ = new Scope()) {
      var network =
          (PixelNetwork) architecture.build(new Domain.Images(1, SIDE, SIDE), KEY.fold("init"));
      network.scale(() -> RandomTensors.uniform(KEY, 8, 1, SIDE, SIDE));
      long from = System.nanoTime();
      Tensor fast =
          Autograd.noGrad(() -> network.sample(Known.nothing(64, 1, SIDE, SIDE), KEY, PASS));
      double whole = System.nanoTime() - from;
      Tensor x = network.conditional().quantised(Ops.zeros(64, 1, SIDE, SIDE)).clone();
      from = System.nanoTime();
      for (int j = 0; j < PASSES; j++) {
        try (var _ = new Scope()) {
          Tensor parameters =
              Autograd.noGrad(() -> network.parameters(x, PASS)).select(2, 0).select(2, j);
          Tensor own = x.select(2, 0).select(2, j); // [n, 1]
          own.select(1, 0).copy_(network.conditional().draw(own, parameters, 0, KEY.fold(j)));
        }
      }
      double naive = (System.nanoTime() - from) / (double) PASSES * SIDE * SIDE;
      assertThat(Ops.floats(x.select(2, 0).narrow(2, 0, PASSES)))
          .isEqualTo(Ops.floats(fast.select(2, 0).narrow(2, 0, PASSES)));
      System.out.printf(
          "%s: %.2f s, with a pass for each pixel %.0f s: %.0f times%n",
          name, whole / 1e9, naive / 1e9, naive / whole);
      return naive / whole;
    }
  }

  @Test
  void drawing_takes_less_than_a_tenth_of_a_pass_for_each_pixel() {
    assertThat(ratio(new GatedPixelCnn(5, 32, 7, 3, new Categorical(256)), "gated-pixelcnn"))
        .isGreaterThan(10);
    assertThat(ratio(new PixelCnnPlusPlus(2, 2, 24, 5, 0), "pixelcnn++")).isGreaterThan(10);
  }
}
