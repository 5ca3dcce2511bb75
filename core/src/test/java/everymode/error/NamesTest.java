package everymode.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NamesTest {

  private static final List<String> FAMILIES = List.of("gan", "gmgan", "bourgan", "pointwise");

  @Test
  void a_slip_of_the_fingers_is_understood() {
    assertThat(Names.unknown("family", "gm-gan", FAMILIES))
        .hasMessage("no family called 'gm-gan'; did you mean 'gmgan'?");
    assertThat(Names.closest("pointwsie", FAMILIES)).contains("pointwise");
    assertThat(Names.closest("BourGAN", FAMILIES)).contains("bourgan");
  }

  @Test
  void where_nothing_is_known_that_is_said() {
    assertThat(Names.unknown("key", "weights.k", List.of()))
        .hasMessage("no key called 'weights.k'; there is none");
  }

  @Test
  void what_resembles_nothing_gets_the_whole_list() {
    assertThat(Names.unknown("family", "transformer", FAMILIES))
        .hasMessage("no family called 'transformer'; known are gan, gmgan, bourgan, pointwise");
  }

  @Test
  void words_are_as_far_apart_as_the_edits_between_them() {
    assertThat(Names.distance("", "abc")).isEqualTo(3);
    assertThat(Names.distance("abc", "abc")).isZero();
    assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Names.distance("ab", "ba")).isEqualTo(1);
    assertThat(Names.distance("ABC", "abd")).isEqualTo(1);
  }
}
