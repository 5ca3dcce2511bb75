package everymode.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DecayTest {

  @Test
  void a_value_is_constant_then_changes_linearly_then_stays() {
    Decay decay = new Decay.Linear(10, 20, 0.5);
    assertThat(decay.at(0)).isEqualTo(1);
    assertThat(decay.at(10)).isEqualTo(1);
    assertThat(decay.at(14)).isEqualTo(0.8);
    assertThat(decay.at(20)).isEqualTo(0.5);
    assertThat(decay.at(Long.MAX_VALUE)).isEqualTo(0.5);
  }

  @Test
  void without_decay_the_factor_is_one_in_every_step() {
    assertThat(new Decay.None().at(0)).isEqualTo(1);
    assertThat(new Decay.None().at(1_000_000)).isEqualTo(1);
  }

  @Test
  void an_end_at_the_start_is_a_jump() {
    Decay decay = new Decay.Linear(10, 10, 3);
    assertThat(decay.at(9)).isEqualTo(1);
    assertThat(decay.at(10)).isEqualTo(3);
  }

  @Test
  void rejects_values_out_of_range() {
    assertThatThrownBy(() -> new Decay.Linear(-1, 0, 1))
        .hasMessage("start must be at least 0, but is -1");
    assertThatThrownBy(() -> new Decay.Linear(5, 4, 1))
        .hasMessage("end must be at least start, 5, but is 4");
    assertThatThrownBy(() -> new Decay.Linear(0, 0, -1))
        .hasMessage("factor must be at least 0, but is -1.0");
  }
}
