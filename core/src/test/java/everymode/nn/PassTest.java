package everymode.nn;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.chance.Chance;
import everymode.tensor.Ops;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class PassTest {

  private final Tensor own = Ops.zeros(1);
  private final Tensor other = Ops.full(1, 1);
  private final Tensor third = Ops.full(2, 1);

  @Test
  void a_layer_reads_its_own_weights_unless_others_stand_in() {
    Pass pass = Pass.training(new Chance(1));
    assertThat(pass.weight(own)).isSameAs(own);
    assertThat(pass.replacing(own, other).weight(own)).isSameAs(other);
    assertThat(pass.replacing(Map.of(own, other)).weight(own)).isSameAs(other);
    assertThat(pass.weight(own)).isSameAs(own);
  }

  @Test
  void replacements_add_up_and_the_last_one_holds() {
    Pass pass = Pass.evaluation().replacing(own, other).replacing(third, own);
    assertThat(pass.weight(own)).isSameAs(other);
    assertThat(pass.weight(third)).isSameAs(own);
    assertThat(pass.replacing(Map.of(own, third)).weight(own)).isSameAs(third);
  }

  @Test
  void what_was_handed_over_is_what_is_read_next() {
    Pass pass = Pass.training(new Chance(1));
    pass.replacing(third, other).next(own, other);
    assertThat(pass.weight(own)).isSameAs(other);
    assertThat(pass.next()).containsOnlyKeys(own).containsEntry(own, other);
  }

  @Test
  void each_call_sees_a_chance_of_its_own_shared_by_all_views_of_the_pass() {
    Pass pass = Pass.training(new Chance(1));
    Chance first = pass.chance();
    Chance second = pass.replacing(own, other).chance();
    Chance third = pass.chance();
    assertThat(java.util.Set.of(first, second, third)).hasSize(3);
    Pass again = Pass.training(new Chance(1));
    assertThat(again.chance()).isEqualTo(first);
    assertThat(again.chance()).isEqualTo(second);
  }

  @Test
  void a_pass_knows_whether_it_trains() {
    assertThat(Pass.training(new Chance(1)).replacing(own, other).training()).isTrue();
    assertThat(Pass.evaluation().replacing(own, other).training()).isFalse();
  }
}
