package everymode.tensor;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import java.nio.ByteOrder;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class OpsTest {

  @Test
  void java_numbers_survive_the_round_trip() {
    float[] floats = {1.5f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY, 0.1f};
    assertThat(Ops.floats(Ops.of(floats, 2, 3))).isEqualTo(floats);
    double[] doubles = {0.1, -1e300, Double.MIN_VALUE, Double.NaN};
    assertThat(Ops.doubles(Ops.of(doubles, 4))).isEqualTo(doubles);
    long[] longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1};
    assertThat(Ops.longs(Ops.of(longs))).isEqualTo(longs);
    assertThat(Ops.scalar(Long.MIN_VALUE).item_long()).isEqualTo(Long.MIN_VALUE);
    assertThat(Ops.scalar(3).shape()).isEmpty();
    assertThat(Ops.longs(Ops.ofBytes(new byte[] {0, 1, -1}, 3))).containsExactly(0, 1, 255);
  }

  @Test
  void numbers_are_read_row_by_row_in_any_layout() {
    Tensor t = Ops.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(Ops.floats(t.t())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Ops.doubles(t.t())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Ops.longs(t.t())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(Ops.floats(Ops.rows(t, 1, 1))).containsExactly(4, 5, 6);
    assertThat(Ops.floats(Ops.of(new float[] {7}, 1).expand(3))).containsExactly(7, 7, 7);
  }

  @Test
  void bytes_are_little_endian() {
    try (var _ = new Scope()) {
      var bytes = Ops.bytes(Ops.of(new float[] {1, -2}, 2));
      assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      byte[] all = new byte[8];
      bytes.get(all);
      assertThat(all).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
      assertThat(Ops.bytes(Ops.zeros(0)).remaining()).isZero();
    }
  }

  @Test
  void empty_tensors_are_supported() {
    assertThat(Ops.of(new float[0], 0, 3).shape()).containsExactly(0, 3);
    assertThat(Ops.floats(Ops.of(new float[0], 0, 3))).isEmpty();
    assertThat(Ops.range(0).shape()).containsExactly(0);
  }

  @Test
  void rows_are_selected_concatenated_and_flattened() {
    Tensor t = Ops.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    near(Ops.rows(t, Ops.of(2, 0, 2)), 0, 5, 6, 1, 2, 5, 6);
    near(Ops.cat(Ops.rows(t, 2, 1), Ops.rows(t, 0, 1)), 0, 5, 6, 1, 2);
    assertThat(Ops.cat(t, t).shape()).containsExactly(6, 2);
    assertThat(Ops.flat(Ops.zeros(2, 3, 4, 5)).shape()).containsExactly(2, 60);
    assertThat(Ops.longs(Ops.range(4))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void functions_match_their_closed_forms() {
    Tensor x = Ops.of(new double[] {-100, -1, 0, 1, 100}, 5);
    near(
        Ops.softplus(x),
        1e-12,
        0,
        Math.log1p(Math.exp(-1)),
        Math.log(2),
        1 + Math.log1p(Math.exp(-1)),
        100);
    near(Ops.leakyRelu(x, 0.2), 1e-12, -20, -0.2, 0, 1, 100);
    near(Ops.times(x, 3), 0, -300, -3, 0, 3, 300);
    near(Ops.plus(x, 3), 0, -97, 2, 3, 4, 103);
    near(Ops.full(2.5, 2), 0, 2.5, 2.5);
  }

  @Test
  void images_are_shifted_downsampled_and_padded() {
    Tensor x = Ops.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3);
    near(Ops.shifted(x, 1, 0, -1), 0, -1, -1, -1, 1, 2, 3, 4, 5, 6);
    near(Ops.shifted(x, 0, -2, 0), 0, 3, 0, 0, 6, 0, 0, 9, 0, 0);
    near(Ops.downsample2(x), 0, 1, 3, 7, 9);
    assertThat(Ops.padChannels(x, 2).shape()).containsExactly(1, 5, 3, 3);
    near(Ops.padChannels(x, 1).narrow(1, 1, 1), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    near(Ops.resized(x, 1, 1), 0, 5);
    near(Ops.maxPool(x, 3), 0, 9);
  }

  @Test
  void cross_entropy_is_the_mean_of_minus_log_probability() {
    Tensor logits = Ops.of(new double[] {0, 0, Math.log(3), 0}, 2, 2);
    double expected = (Math.log(2) - Math.log(0.25)) / 2;
    near(Ops.crossEntropy(logits, Ops.of(0, 1)), 1e-12, expected);
    near(Ops.softmax(logits), 1e-12, 0.5, 0.5, 0.75, 0.25);
    assertThat(Ops.longs(Ops.argmax(Ops.of(new float[] {1, 2, 4, 3}, 2, 2)))).containsExactly(1, 0);
  }

  @Test
  void an_affine_map_is_a_product_and_a_sum() {
    Tensor x = Ops.of(new float[] {1, 2, 3, 4}, 2, 2);
    Tensor w = Ops.of(new float[] {1, 0, 0, 1, 1, -1}, 3, 2);
    near(Ops.linear(x, w, null), 0, 1, 2, -1, 3, 4, -1);
    near(Ops.linear(x, w, Ops.of(new float[] {10, 20, 30}, 3)), 0, 11, 22, 29, 13, 24, 29);
  }

  @Test
  void non_finite_values_are_found() {
    assertThat(Ops.finite(RandomTensors.normal(new RandomKey(1), 10))).isTrue();
    assertThat(Ops.finite(Ops.of(new float[] {1, Float.NaN}, 2))).isFalse();
    assertThat(Ops.finite(Ops.of(new float[] {1, Float.NEGATIVE_INFINITY}, 2))).isFalse();
  }

  @Test
  void reading_numbers_leaks_nothing() {
    try (var _ = new Scope()) {
      Tensor t = Ops.zeros(3, 4);
      Ops.floats(t);
      long before = org.bytedeco.javacpp.Pointer.totalCount();
      for (int i = 0; i < 100; i++) {
        Ops.floats(t);
        Ops.doubles(t);
        Ops.longs(t);
        Ops.finite(t);
      }
      assertThat(org.bytedeco.javacpp.Pointer.totalCount()).isEqualTo(before);
    }
  }
}
