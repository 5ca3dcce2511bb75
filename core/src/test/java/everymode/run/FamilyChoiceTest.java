package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Everymode;
import everymode.Tiny;
import everymode.train.Families;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FamilyChoiceTest {

  @ParameterizedTest
  @ValueSource(strings = {"digits", "ring", "stacked:of=digits,train=20,test=10", "helix"})
  void every_kind_of_data_has_a_family_that_accepts_it(String data) {
    FamilyChoice choice = FamilyChoice.of(data);
    var family = Families.named(choice.family());
    assertThat(family.supervised()).isFalse();
    assertThat(choice.reason()).isNotBlank().doesNotEndWith(".");
  }

  @Test
  void points_and_images_differ() {
    assertThat(FamilyChoice.of(Tiny.points()).family())
        .isNotEqualTo(FamilyChoice.of(Tiny.images()).family());
  }

  @Test
  void the_library_trains_the_chosen_family() {
    assertThat(Everymode.train(Tiny.points()).recipe().family())
        .isEqualTo(FamilyChoice.of(Tiny.points()).family());
  }
}
