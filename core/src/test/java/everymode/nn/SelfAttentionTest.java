package everymode.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Check;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SelfAttentionTest {

  private static final ForwardContext PASS = ForwardContext.evaluation();
  private static final long[] SHAPE = {8, 3, 4};

  private static Tensor normal(long seed, long... shape) {
    return RandomTensors.normal(new RandomKey(seed), shape);
  }

  @Test
  void it_is_the_identity_at_first_and_rows_of_weights_sum_to_1() {
    SelfAttention layer = new SelfAttention(16, new RandomKey(1));
    try (var _ = new Scope()) {
      Tensor x = normal(2, 2, 16, 3, 4);
      Check.near(layer.apply(x, PASS), 0, x);
      Tensor weights = layer.weights(x, PASS);
      assertThat(weights.shape()).containsExactly(2, 12, 12);
      Check.near(weights.sum(2).min().reshape(1), 1e-6, 1);
      Check.near(weights.sum(2).max().reshape(1), 1e-6, 1);
    }
  }

  @Test
  void it_follows_the_formula() {
    SelfAttention layer = new SelfAttention(8, new RandomKey(1));
    try (var _ = new Scope()) {
      Tensor x = normal(2, 1, 8, 2, 2);
      Autograd.noGrad(() -> layer.parameters().get(1).fill_(new Scalar(0.5))); // γ
      Tensor map = layer.parameters().getFirst().flatten(1, -1); // [1 + 1 + 8, 8]
      double[][] all = new double[4][]; // query, key and values of each place
      for (int p = 0; p < 4; p++) {
        all[p] = Ops.doubles(map.matmul(x.select(0, 0).flatten(1, -1).select(1, p)));
      }
      double[] y = Ops.doubles(layer.apply(x, PASS).select(0, 0).flatten(1, -1));
      double[] before = Ops.doubles(x.select(0, 0).flatten(1, -1));
      for (int j = 0; j < 4; j++) {
        double sum = 0;
        double[] weight = new double[4];
        for (int i = 0; i < 4; i++) {
          weight[i] = Math.exp(all[j][1] * all[i][0]);
          sum += weight[i];
        }
        for (int c = 0; c < 8; c++) {
          double attended = 0;
          for (int i = 0; i < 4; i++) {
            attended += weight[i] / sum * all[i][2 + c];
          }
          Check.near(new double[] {y[4 * c + j]}, 1e-4, before[4 * c + j] + 0.5 * attended);
        }
      }
    }
  }

  private static Attention small(Attention.Embedding embedding) {
    return new Attention(
        List.of(6, 8), List.of(0, 1), 1, 3, embedding, List.of(5), new Norm.None());
  }

  @ParameterizedTest
  @EnumSource(Attention.Embedding.class)
  void samples_and_scores_depend_on_the_condition(Attention.Embedding embedding) {
    Attention config = small(embedding);
    ConditionalLayer generator =
        config.generator(7, 2, SHAPE, OutputRange.SOFTMAX, new RandomKey(1));
    ConditionalLayer discriminator = config.discriminator(2, SHAPE, 1, new RandomKey(2));
    try (var _ = new Scope()) {
      Tensor z = normal(3, 2, 7);
      Tensor one = Ops.of(new float[] {0, 1, 0, 1}, 2, 2);
      Tensor other = Ops.of(new float[] {3, 1, 0, 2}, 2, 2);
      Tensor x = generator.apply(z, one, PASS);
      assertThat(x.shape()).containsExactly(2, 8, 3, 4);
      Check.near(x.sum(1).max().reshape(1), 1e-5, 1);
      assertThat(Ops.doubles(x)).isNotEqualTo(Ops.doubles(generator.apply(z, other, PASS)));
      Tensor score = discriminator.apply(x, one, PASS);
      assertThat(score.shape()).containsExactly(2, 1);
      assertThat(Ops.doubles(score)).isNotEqualTo(Ops.doubles(discriminator.apply(x, other, PASS)));
    }
  }

  @Test
  void without_a_condition_it_is_a_plain_architecture() {
    Attention config = small(Attention.Embedding.MAPS);
    Layer generator = config.generator(7, SHAPE, OutputRange.TANH, new RandomKey(1));
    Layer discriminator = config.withoutNorm().discriminator(SHAPE, 3, new RandomKey(2));
    try (var _ = new Scope()) {
      Tensor x = generator.apply(normal(3, 2, 7), PASS);
      assertThat(x.shape()).containsExactly(2, 8, 3, 4);
      assertThat(discriminator.apply(x, PASS).shape()).containsExactly(2, 3);
    }
    assertThat(generator.perSample()).isTrue();
    assertThat(
            Attention.defaults()
                .generator(7, SHAPE, OutputRange.TANH, new RandomKey(1))
                .perSample())
        .isFalse();
  }

  @Test
  void what_does_not_fit_is_one_sentence() {
    assertThatThrownBy(() ->
            Attention.defaults().generator(7, new long[] {2}, OutputRange.LINEAR, new RandomKey(1)))
        .hasMessageContaining("attention needs levels or images");
    assertThatThrownBy(() ->
            new Attention(
                List.of(4), List.of(1), 1, 1, Attention.Embedding.MAPS, List.of(), new Norm.None()))
        .hasMessageContaining("attendAfter must be from 0 to 0");
    assertThatThrownBy(() ->
            new Attention(
                List.of(4), List.of(), 2, 1, Attention.Embedding.MAPS, List.of(), new Norm.None()))
        .hasMessageContaining("kernel must be odd");
  }
}
