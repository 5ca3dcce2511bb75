package everymode.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamesTest {

  private static final List<String> FAMILIES = List.of("gan", "gmgan", "bourgan", "pointwise");

  @Test
  void a_typing_error_gets_the_closest_name() {
    assertThat(Names.unknown("family", "gm-gan", FAMILIES))
        .hasMessage("no family called 'gm-gan'; did you mean 'gmgan'?");
    assertThat(Names.closest("pointwsie", FAMILIES)).contains("pointwise");
    assertThat(Names.closest("BourGAN", FAMILIES)).contains("bourgan");
  }

  @Test
  void an_empty_list_of_known_names_is_reported() {
    assertThat(Names.unknown("key", "weights.k", List.of()))
        .hasMessage("no key called 'weights.k'; there are none");
  }

  @Test
  void a_dissimilar_name_gets_the_whole_list() {
    assertThat(Names.unknown("family", "transformer", FAMILIES))
        .hasMessage("no family called 'transformer'; known are gan, gmgan, bourgan, pointwise");
  }

  @Test
  void distance_counts_edits() {
    assertThat(Names.distance("", "abc")).isEqualTo(3);
    assertThat(Names.distance("abc", "abc")).isZero();
    assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Names.distance("ab", "ba")).isEqualTo(1);
    assertThat(Names.distance("ABC", "abd")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "generator.widths, generator.hiddenSizes",
    "average, emaDecay",
    "prior.spread, prior.sigmaType",
    "support, birthday-support",
  })
  void a_name_of_an_earlier_build_is_answered_with_the_new_one(String old, String now) {
    assertThat(Names.unknown("key", old, List.of("steps", "generator.type", now)))
        .hasMessage(String.format(Locale.ROOT, "no key called '%s'; did you mean '%s'?", old, now));
  }

  @Test
  void a_former_key_that_the_chosen_type_lacks_is_not_mistaken_for_a_similar_one() {
    assertThat(Names.unknown("key", "optimizer.decay", List.of("optimizer.beta1")))
        .hasMessage(
            "no key called 'optimizer.decay'; it is now 'optimizer.weightDecay', which is not a key"
                + " of this type; known are optimizer.beta1");
  }

  @Test
  void a_value_gets_the_closest_or_the_new_word() {
    List<String> words = List.of("relu", "leaky-relu");
    assertThat(Names.suggestion("rleu", words)).contains("; did you mean 'relu'?");
    assertThat(Names.suggestion("leaky-relu-tenth", words))
        .contains("; did you mean 'leaky-relu'?");
    assertThat(Names.suggestion("sigmoid", words)).isEmpty();
  }
}
