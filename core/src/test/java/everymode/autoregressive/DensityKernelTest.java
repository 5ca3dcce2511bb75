package everymode.autoregressive;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DensityKernelTest {

  private static final RandomKey KEY = new RandomKey(7);

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  private static double bandwidth(Tensor x) {
    return DensityKernel.bandwidth(Ops.toDouble(x));
  }

  @Test
  void normal_rows_have_about_the_bandwidth_of_the_normal_rule() {
    for (int n : new int[] {200, 1_500, 8_000}) {
      try (var _ = new Scope()) {
        double h = bandwidth(RandomTensors.normal(KEY.fold(n), n, 1));
        assertThat(h / (1.06 * Math.pow(n, -0.2))).isBetween(0.6, 1.6);
      }
    }
  }

  @Test
  void narrow_modes_have_narrow_kernels_whatever_their_order() {
    try (var _ = new Scope()) {
      Tensor mode = Ops.toFloat(Ops.range(10)).view(10, 1).expand(10, 500).flatten(0, 1);
      Tensor noise = RandomTensors.normal(KEY, 5_000);
      double wide = bandwidth(mode.add(Ops.times(noise, 0.1)).unsqueeze(1));
      double narrow = bandwidth(mode.add(Ops.times(noise, 0.01)).unsqueeze(1));
      assertThat(wide).isBetween(0.01, 0.08);
      assertThat(narrow).isBetween(0.001, 0.008);
    }
  }

  @Test
  void a_kernel_has_the_shape_of_the_rows() {
    try (var _ = new Scope()) {
      Tensor x = RandomTensors.normal(KEY, 2_000, 2);
      x.select(1, 1).copy_(x.select(1, 0).add(Ops.times(x.select(1, 1), 0.1)));
      Tensor factor = DensityKernel.of(x);
      float[] covariance = Ops.floats(factor.matmul(factor.t()));
      assertThat(covariance[1] / covariance[0]).isBetween(0.9f, 1.1f);
      float left = covariance[3] - covariance[1] * covariance[1] / covariance[0];
      assertThat(left / covariance[0]).isBetween(0.008f, 0.012f);
    }
  }

  @Test
  void numbers_that_follow_from_others_are_taken() {
    try (var _ = new Scope()) {
      Tensor x = RandomTensors.normal(KEY, 50, 1);
      Tensor factor = DensityKernel.of(Ops.concat(1, x, x, Ops.zerosLike(x)));
      assertThat(Ops.finite(factor)).isTrue();
    }
  }

  @Test
  void rows_that_occur_twice_have_the_least_bandwidth() {
    try (var _ = new Scope()) {
      Tensor x = RandomTensors.normal(KEY, 300, 2);
      assertThat(bandwidth(Ops.cat(x, x))).isEqualTo(1e-3);
      assertThat(bandwidth(Ops.rows(x, 0, 1))).isEqualTo(1e-3);
    }
  }
}
