package everymode.nn;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class ForwardContextTest {

  private final Tensor own = Ops.zeros(1);
  private final Tensor other = Ops.full(1, 1);
  private final Tensor third = Ops.full(2, 1);

  @Test
  void a_layer_reads_its_own_weights_unless_replaced() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    assertThat(pass.weight(own)).isSameAs(own);
    assertThat(pass.replacing(own, other).weight(own)).isSameAs(other);
    assertThat(pass.replacing(Map.of(own, other)).weight(own)).isSameAs(other);
    assertThat(pass.weight(own)).isSameAs(own);
  }

  @Test
  void replacements_accumulate_and_the_last_one_wins() {
    ForwardContext pass = ForwardContext.evaluation().replacing(own, other).replacing(third, own);
    assertThat(pass.weight(own)).isSameAs(other);
    assertThat(pass.weight(third)).isSameAs(own);
    assertThat(pass.replacing(Map.of(own, third)).weight(own)).isSameAs(third);
  }

  @Test
  void the_next_value_is_what_is_read_next() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    pass.replacing(third, other).next(own, other);
    assertThat(pass.weight(own)).isSameAs(other);
    assertThat(pass.next()).containsOnlyKeys(own).containsEntry(own, other);
  }

  @Test
  void each_call_gets_a_new_random_key_across_all_views_of_the_context() {
    ForwardContext pass = ForwardContext.training(new RandomKey(1));
    RandomKey first = pass.key();
    RandomKey second = pass.replacing(own, other).key();
    RandomKey third = pass.key();
    assertThat(java.util.Set.of(first, second, third)).hasSize(3);
    ForwardContext again = ForwardContext.training(new RandomKey(1));
    assertThat(again.key()).isEqualTo(first);
    assertThat(again.key()).isEqualTo(second);
  }

  @Test
  void a_context_knows_whether_it_trains() {
    assertThat(ForwardContext.training(new RandomKey(1)).replacing(own, other).training()).isTrue();
    assertThat(ForwardContext.evaluation().replacing(own, other).training()).isFalse();
  }
}
