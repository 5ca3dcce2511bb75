package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Everymode;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.train.Families;
import java.util.List;
import java.util.stream.IntStream;
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

  /// 32×32 colour images with so many rows of each class.
  private static Dataset photographs(int... perClass) {
    long[] label =
        IntStream.range(0, perClass.length)
            .flatMap(c -> IntStream.generate(() -> c).limit(perClass[c]))
            .asLongStream()
            .toArray();
    Rows rows = Rows.of(new byte[label.length * 3 * 32 * 32], label, label.length, 3, 32, 32);
    List<String> classes = IntStream.range(0, perClass.length).mapToObj(c -> "c" + c).toList();
    return TrainHeldOutSplit.of(rows, rows)
        .dataset("photographs", new Domain.Images(3, 32, 32), classes);
  }

  @Test
  void photographs_are_supervised_by_classes_of_which_none_is_rare() {
    FamilyChoice even = FamilyChoice.of(photographs(100, 200, 140));
    assertThat(even).hasToString("gmgan with supervision=sigmoid");
    FamilyChoice alone = FamilyChoice.of(photographs(100, 201, 140));
    assertThat(alone.settings()).isEmpty();
    assertThat(FamilyChoice.of(photographs(300))).isEqualTo(alone);
    assertThat(FamilyChoice.of(photographs())).isEqualTo(alone);
    assertThat(FamilyChoice.of(photographs(IntStream.generate(() -> 100).limit(21).toArray())))
        .isEqualTo(alone);
    assertThat(FamilyChoice.of(photographs(99, 99))).isEqualTo(alone);
    try (var trained = Everymode.train(photographs(100, 100)).steps(1).run()) {
      assertThat(trained.samples(2)).hasSize(2 * 3 * 32 * 32);
    }
  }

  @Test
  void the_library_trains_the_chosen_family() {
    assertThat(Everymode.train(Tiny.points()).recipe().family())
        .isEqualTo(FamilyChoice.of(Tiny.points()).family());
  }
}
