package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class ScopeTest {

  @Test
  void tensors_created_inside_are_freed_at_the_end() {
    Tensor inside;
    try (var _ = new Scope()) {
      inside = Ops.full(3, 2);
      assertThat(inside.isNull()).isFalse();
    }
    assertThat(inside.isNull()).isTrue();
  }

  @Test
  void kept_tensors_move_to_the_enclosing_scope_and_are_freed_with_it() {
    Tensor kept;
    try (var _ = new Scope()) {
      try (var inner = new Scope()) {
        kept = inner.keep(Ops.full(3, 2));
      }
      assertThat(kept.isNull()).isFalse();
      assertThat(Ops.floats(kept)).containsExactly(3, 3);
    }
    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void tensors_kept_by_the_outermost_scope_live_on() {
    Tensor kept;
    try (var scope = new Scope()) {
      kept = scope.keep(Ops.full(3, 2));
    }
    assertThat(Ops.floats(kept)).containsExactly(3, 3);
    kept.close();
  }

  @Test
  void a_tensor_kept_by_an_outer_scope_outlives_the_inner_one() {
    Tensor kept;
    try (var _ = new Scope()) {
      try (var outer = new Scope()) {
        Tensor made = Ops.full(4, 1);
        try (var _ = new Scope()) {
          kept = outer.keep(made);
        }
      }
      assertThat(Ops.floats(kept)).containsExactly(4);
    }
    assertThat(kept.isNull()).isTrue();
  }

  @Test
  void owned_tensors_outlive_every_scope() {
    Tensor owned;
    try (var _ = new Scope()) {
      try (var _ = new Scope()) {
        owned = Scope.own(Ops.full(5, 2));
      }
      assertThat(owned.isNull()).isFalse();
    }
    assertThat(Ops.floats(owned)).containsExactly(5, 5);
    owned.close();
    assertThat(owned.isNull()).isTrue();
  }

  @Test
  void a_failure_closes_the_scope_too() {
    Tensor[] made = new Tensor[1];
    assertThatThrownBy(
            () -> {
              try (var _ = new Scope()) {
                made[0] = Ops.zeros(1);
                throw new IllegalStateException("stop");
              }
            })
        .hasMessage("stop");
    assertThat(made[0].isNull()).isTrue();
  }

  @Test
  void recording_continues_after_work_without_a_graph_in_the_same_scope() {
    try (var _ = new Scope()) {
      Tensor x = Ops.of(new double[] {2}, 1);
      x.requires_grad_(true);
      Tensor without = Autograd.noGrad(() -> Ops.times(x, 3));
      Tensor with = Ops.times(x, 3);
      assertThat(without.requires_grad()).isFalse();
      assertThat(with.requires_grad()).isTrue();
    }
  }
}
