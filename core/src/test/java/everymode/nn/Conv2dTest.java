package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.Check;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class Conv2dTest {

  private record Shape(int in, int out, int kernel, int stride, int padding, int side) {
    static Shape draw(RandomKey key) {
      var random = key.random();
      int kernel = random.nextInt(1, 5);
      int stride = random.nextInt(1, 3);
      int padding = random.nextInt(0, kernel);
      // A side at which the strides end at the border, so that the transposed map restores it.
      int steps = random.nextInt(2, 5);
      int side = steps * stride + kernel - 2 * padding;
      return side < 1
          ? draw(key.fold(1))
          : new Shape(random.nextInt(1, 4), random.nextInt(1, 4), kernel, stride, padding, side);
    }

    int outer() {
      return (side + 2 * padding - kernel) / stride + 1;
    }
  }

  @TestFactory
  Stream<DynamicTest> a_convolution_equals_its_explicit_sums() {
    return Check.forAll(
        1,
        Shape::draw,
        s -> {
          Conv2d conv =
              Conv2d.plain(s.in, s.out, s.kernel, s.stride, s.padding, true, new RandomKey(1));
          conv.parameters().get(1).detach().copy_(RandomTensors.normal(new RandomKey(2), s.out));
          Tensor x = RandomTensors.normal(new RandomKey(3), 2, s.in, s.side, s.side);
          near(conv.apply(x, ForwardContext.evaluation()), 1e-5, sums(s, conv, Ops.doubles(x)));
        });
  }

  private static double[] sums(Shape s, Conv2d conv, double[] x) {
    double[] w = Ops.doubles(conv.weight().detach());
    double[] b = Ops.doubles(conv.parameters().get(1).detach());
    int outer = s.outer();
    double[] y = new double[2 * s.out * outer * outer];
    int at = 0;
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < s.out; o++) {
        for (int r = 0; r < outer; r++) {
          for (int c = 0; c < outer; c++) {
            y[at++] =
                b[o] + window(s, w, x, n, o, r * s.stride - s.padding, c * s.stride - s.padding);
          }
        }
      }
    }
    return y;
  }

  private static double window(Shape s, double[] w, double[] x, int n, int o, int top, int left) {
    double sum = 0;
    for (int i = 0; i < s.in; i++) {
      for (int r = 0; r < s.kernel; r++) {
        for (int c = 0; c < s.kernel; c++) {
          int row = top + r;
          int column = left + c;
          if (row >= 0 && row < s.side && column >= 0 && column < s.side) {
            sum +=
                w[((o * s.in + i) * s.kernel + r) * s.kernel + c]
                    * x[((n * s.in + i) * s.side + row) * s.side + column];
          }
        }
      }
    }
    return sum;
  }

  @TestFactory
  Stream<DynamicTest> the_transposed_convolution_is_the_adjoint_of_the_convolution() {
    return Check.forAll(
        2,
        Shape::draw,
        s -> {
          Conv2d conv =
              Conv2d.plain(s.in, s.out, s.kernel, s.stride, s.padding, false, new RandomKey(1));
          Conv2d back =
              Conv2d.transposed(
                  s.out, s.in, s.kernel, s.stride, s.padding, false, new RandomKey(2));
          ForwardContext pass = ForwardContext.evaluation().replacing(back.weight(), conv.weight());
          Tensor x = RandomTensors.normal(new RandomKey(3), 2, s.in, s.side, s.side);
          Tensor y = RandomTensors.normal(new RandomKey(4), 2, s.out, s.outer(), s.outer());
          Tensor there = conv.apply(x, pass).mul(y).sum(); // <conv x, y>
          Tensor here = back.apply(y, pass).mul(x).sum(); // <x, convᵀ y>
          near(there, 1e-4, here);
        });
  }

  @Test
  void a_transposed_convolution_adds_its_bias() {
    Conv2d conv = Conv2d.transposed(1, 2, 2, 2, 0, true, new RandomKey(1));
    conv.parameters().get(1).detach().copy_(Ops.of(new float[] {3, 4}, 2));
    Tensor y = conv.apply(Ops.zeros(1, 1, 1, 1), ForwardContext.evaluation());
    near(y, 0, 3, 3, 3, 3, 4, 4, 4, 4);
  }

  @Test
  void initial_weights_are_normal_with_standard_deviation_one_fiftieth() {
    Conv2d conv = Conv2d.plain(32, 32, 4, 2, 1, true, new RandomKey(1));
    near(conv.weight().mean(), 1e-3, 0);
    near(conv.weight().square().mean().sqrt(), 1e-3, 0.02);
    assertThat(Ops.floats(conv.parameters().get(1).detach())).containsOnly(0);
    assertThat(Conv2d.plain(1, 1, 1, 1, 0, false, new RandomKey(1)).parameters()).hasSize(1);
  }
}
