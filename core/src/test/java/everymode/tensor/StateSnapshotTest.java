package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StateSnapshotTest {

  /// A part with a counter, a tensor of fixed size, a tensor that grows, and a child.
  private static final class Growing implements Stateful {
    final Tensor fixed;
    long rows;
    @Nullable Tensor grown;
    final @Nullable Growing child;

    Growing(double value, @Nullable Growing child) {
      this.fixed = Scope.own(Ops.full(value, 2, 2));
      this.child = child;
    }

    void grow(int to) {
      rows = to;
      grown = Scope.own(Ops.full(to, to));
    }

    @Override
    public void state(StateVisitor s) {
      rows = s.counter("rows", rows);
      s.tensor("fixed", fixed);
      if (rows > 0) {
        Tensor now = grown;
        grown = s.tensor("grown", now == null || now.size(0) != rows ? null : now);
      }
      if (child != null) {
        s.child("child", child);
      }
    }
  }

  private static Map<String, Tensor> copy(Stateful part) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    StateSnapshot.of(part).forEach((name, t) -> copies.put(name, t.clone()));
    return copies;
  }

  @Test
  void names_are_paths_in_traversal_order() {
    Growing part = new Growing(1, new Growing(2, null));
    part.grow(3);
    assertThat(StateSnapshot.of(part).keySet())
        .containsExactly("rows", "fixed", "grown", "child.rows", "child.fixed");
  }

  @Test
  void loading_fills_tensors_in_place_and_creates_those_that_grew() {
    Growing saved = new Growing(7, new Growing(8, null));
    saved.grow(5);
    Growing fresh = new Growing(0, new Growing(0, null));
    Tensor before = fresh.fixed;
    StateSnapshot.into(fresh, copy(saved));
    assertThat(fresh.fixed).isSameAs(before);
    assertThat(Ops.floats(fresh.fixed)).containsOnly(7);
    assertThat(fresh.rows).isEqualTo(5);
    assertThat(Ops.floats(java.util.Objects.requireNonNull(fresh.grown)))
        .hasSize(5)
        .containsOnly(5);
    assertThat(Ops.floats(java.util.Objects.requireNonNull(fresh.child).fixed)).containsOnly(8);
  }

  @Test
  void loaded_tensors_do_not_share_memory_with_the_source() {
    Growing saved = new Growing(7, null);
    saved.grow(2);
    Growing fresh = new Growing(0, null);
    StateSnapshot.into(fresh, StateSnapshot.of(saved));
    saved.fixed.zero_();
    java.util.Objects.requireNonNull(saved.grown).zero_();
    assertThat(Ops.floats(fresh.fixed)).containsOnly(7);
    assertThat(Ops.floats(java.util.Objects.requireNonNull(fresh.grown))).containsOnly(2);
  }

  @Test
  void an_integer_is_restored_exactly() {
    Growing saved = new Growing(7, null);
    saved.rows = -(1L << 60) - 1;
    Growing fresh = new Growing(0, null);
    StateSnapshot.into(fresh, copy(saved));
    assertThat(fresh.rows).isEqualTo(-(1L << 60) - 1);
  }

  @Test
  void duplicate_names_are_an_error_on_saving_and_on_loading() {
    Tensor one = Ops.zeros(1);
    Stateful twins =
        s -> {
          s.tensor("same", one);
          s.tensor("same", one);
        };
    assertThatThrownBy(() -> StateSnapshot.of(s -> s.child("part", twins)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two parts of the state are named 'part.same'");
    assertThatThrownBy(() -> StateSnapshot.into(twins, Map.of("same", one)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two parts of the state are named 'same'");
  }

  @Test
  void a_missing_name_is_an_error() {
    Map<String, Tensor> state = copy(new Growing(7, new Growing(8, null)));
    state.remove("child.fixed");
    assertThatThrownBy(() -> StateSnapshot.into(new Growing(0, new Growing(0, null)), state))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("the saved state lacks 'child.fixed'");
  }

  @Test
  void an_unknown_name_is_an_error() {
    Map<String, Tensor> state = copy(new Growing(7, new Growing(8, null)));
    assertThatThrownBy(() -> StateSnapshot.into(new Growing(0, null), state))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("'child.fixed'")
        .hasMessageContaining("another configuration");
  }

  @Test
  void another_shape_is_an_error_even_if_it_could_be_broadcast() {
    Map<String, Tensor> state = copy(new Growing(7, null));
    state.put("fixed", Ops.zeros(1, 2));
    assertThatThrownBy(() -> StateSnapshot.into(new Growing(0, null), state))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("the saved 'fixed' has shape [1, 2], but this model needs [2, 2]");
  }

  @Test
  void null_cannot_be_saved() {
    Stateful hollow = s -> s.tensor("hollow", null);
    assertThatThrownBy(() -> StateSnapshot.of(hollow))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("nothing to save as 'hollow'");
  }
}
