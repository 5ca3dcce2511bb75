package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderLayoutTest {

  @ParameterizedTest
  @CsvSource({
    "Training, Testing",
    "Train, Test",
    "TRAIN, VALIDATION",
    "train, val",
    "train, valid",
    "train, dev",
    "train, eval",
    "train, holdout",
    "training_set, held-out",
    "train_images, test",
    "trainset, testset",
    "TrainImages, TestImages",
    "train2017, val2017",
    "images train, images test",
    "seg_train, seg_test",
    "train, test1",
  })
  void folders_of_parts_are_recognised_in_any_spelling(String train, String test) {
    LabelledFiles found =
        layout(train + "/cat/1", train + "/dog/1", train + "/dog/2", test + "/dog/3");
    assertThat(found.classes()).containsExactly("cat", "dog");
    assertThat(found.train().label()).containsExactly(0, 1, 1);
    assertThat(found.held().label()).containsExactly(1);
    assertThat(found.notes()).isEmpty();
  }

  @Test
  void parts_without_class_folders_have_no_classes() {
    LabelledFiles found = layout("Train/1", "Train/2", "Test/1");
    assertThat(found.classes()).isEmpty();
    assertThat(found.train().label()).isNull();
    assertThat(names(found.held())).containsExactly("Test/1");
  }

  @Test
  void validation_images_are_passed_over_where_there_are_test_images() {
    LabelledFiles found =
        layout("train/a/1", "train/b/1", "Val/a/2", "Val/b/2", "test/a/3", "test/b/3");
    assertThat(names(found.train())).containsExactly("train/a/1", "train/b/1");
    assertThat(names(found.held())).containsExactly("test/a/3", "test/b/3");
    assertThat(found.notes())
        .containsExactly("The 2 images of Val were passed over, because test is held out.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deep/", "archive/dataset/", "data/data/", "images/", "a/b/c/"})
  void folders_around_all_images_are_entered_and_named(String around) {
    LabelledFiles plain = layout(around + "cat/1", around + "dog/1", around + "dog/2019/2");
    assertThat(plain.classes()).containsExactly("cat", "dog");
    assertThat(plain.notes())
        .contains(
            "Folders within class folders are no classes: the images of dog/2019 belong to dog.")
        .hasSize(2)
        .contains(
            String.format(
                Locale.ROOT,
                "All images are in the folder %s, so classes are looked for in it.",
                around.substring(0, around.length() - 1)));
    LabelledFiles split =
        layout(around + "train/cat/1", around + "train/dog/1", around + "test/dog/2");
    assertThat(split.classes()).containsExactly("cat", "dog");
    assertThat(split.held().label()).containsExactly(1);
  }

  @Test
  void folders_around_the_classes_of_a_part_are_entered() {
    LabelledFiles found =
        layout("seg_train/seg_train/cat/1", "seg_train/seg_train/dog/1", "seg_test/seg_test/dog/1");
    assertThat(found.classes()).containsExactly("cat", "dog");
    assertThat(found.held().label()).containsExactly(1);
    LabelledFiles one = layout("train/cat/1", "train/dog/1", "test/Dog/2020/1");
    assertThat(one.held().label()).containsExactly(1);
    LabelledFiles flat = layout("train/train/1", "train/train/2", "test/test/3");
    assertThat(flat.classes()).isEmpty();
    assertThat(flat.held().pictures()).hasSize(1);
  }

  @Test
  void one_folder_is_one_class_unless_its_name_is_that_of_none() {
    LabelledFiles one = layout("dog/1", "dog/2");
    assertThat(one.classes()).containsExactly("dog");
    assertThat(one.notes())
        .containsExactly("All images are in one folder, dog, so they are one class.");
    LabelledFiles mixed = layout("dog/1", "dog/2019/2");
    assertThat(mixed.classes()).containsExactly("dog");
    for (String folder : new String[] {"images", "Photos", "test", "Test_Data"}) {
      LabelledFiles none = layout(folder + "/1", folder + "/2");
      assertThat(none.classes()).as(folder).isEmpty();
      assertThat(none.notes())
          .containsExactly(
              String.format(
                  Locale.ROOT, "All images are in the folder %s, so it is not a class.", folder));
    }
  }

  @Test
  void parts_in_class_folders_are_parts() {
    LabelledFiles found =
        layout("dog/Train/1", "dog/Test/2", "cat/Train/deeper/1", "cat/Train/2", "cat/test/3");
    assertThat(found.classes()).containsExactly("cat", "dog");
    assertThat(names(found.train()))
        .containsExactlyInAnyOrder("cat/Train/2", "cat/Train/deeper/1", "dog/Train/1");
    assertThat(found.held().label()).containsExactlyInAnyOrder(0, 1);
    assertThat(found.notes())
        .containsExactly(
            "Each class folder contains its parts, as cat does.",
            "Folders within class folders are no classes: the images of cat/deeper belong to cat.");
    refused(
        "must have parts such as train and test in each class folder, as in dog, but cat/1.png is in none; move it",
        "dog/train/1",
        "dog/test/2",
        "cat/1");
  }

  @Test
  void a_class_with_the_name_of_a_part_is_a_class_where_the_other_part_is_missing() {
    LabelledFiles vehicles = layout("bus/1", "car/1", "train/1");
    assertThat(vehicles.classes()).containsExactly("bus", "car", "train");
    assertThat(vehicles.notes())
        .containsExactly(
            "The folder train is taken for a class, because there is no folder test next to it.");
    LabelledFiles checks = layout("invalid/1", "valid/1");
    assertThat(checks.classes()).containsExactly("invalid", "valid");
    assertThat(checks.notes())
        .containsExactly(
            "The folder valid is taken for a class, because there is no folder train next to it.");
    assertThat(layout("freight_train/1", "bus/1", "test_tube/1").classes()).hasSize(3);
    LabelledFiles split = layout("train/train/1", "train/bus/1", "test/train/2");
    assertThat(split.classes()).containsExactly("bus", "train");
    assertThat(split.held().label()).containsExactly(1);
  }

  @Test
  void parts_that_do_not_fit_are_refused() {
    refused(
        "one folder of held-out images next to train, but contains test and testing; keep one",
        "train/a/1",
        "test/a/1",
        "testing/a/1");
    refused(
        "one folder of training images, but contains Train and train; keep one",
        "train/a/1",
        "Train/a/1",
        "test/a/1");
    refused(
        "in train and test, but has some in extra; move them", "train/a/1", "test/1", "extra/1");
    refused("in train and test, but has some in extra; move", "train/a/1", "extra/a/1");
    refused(
        "in train and test, but has some in neither, such as 1.png; move them",
        "train/a/1",
        "test/a/1",
        "1");
    refused("must have a folder train next to test and val", "test/a/1", "val/a/1");
    refused(
        "one folder of training images, but has trainA and trainB; sort them into",
        "trainA/1",
        "testA/1",
        "trainB/1",
        "testB/1");
    refused(
        "must have the classes a, b of the training images, but test/1.png has none; move it",
        "train/a/1",
        "train/b/1",
        "test/1");
    refused(
        "must not be in class folders, because the training images are in none, but test/a/1.png is",
        "train/1",
        "test/a/1",
        "test/b/1");
  }

  @Test
  void folders_of_one_class_may_be_spelled_differently() {
    LabelledFiles found =
        layout("train/Dog/1", "train/e\u0301te\u0301/1", "test/dog/1", "test/\u00e9t\u00e9 /1");
    assertThat(found.classes()).containsExactly("Dog", "\u00e9t\u00e9");
    assertThat(found.held().label()).containsExactly(0, 1);
    LabelledFiles letters = layout("train/a/1", "train/A/1", "test/a/1", "test/A/1");
    assertThat(letters.classes()).containsExactly("A", "a");
    assertThat(letters.held().label()).containsExactly(0, 1);
    refused("a of the training images, but test/É/1.png has another", "train/a/1", "test/É/1");
  }

  @Test
  void folders_are_entered_to_a_bounded_depth() {
    LabelledFiles found = layout("x/".repeat(20) + "dog/1", "x/".repeat(20) + "cat/1");
    assertThat(found.classes()).containsExactly("x");
    assertThat(found.notes()).hasSize(3);
  }

  @Test
  void folders_within_class_folders_are_noted() {
    LabelledFiles folds = layout("fold1/cat/1", "fold1/dog/1", "fold2/cat/1", "fold2/dog/1");
    assertThat(folds.classes()).containsExactly("fold1", "fold2");
    assertThat(folds.notes())
        .containsExactly(
            "Folders within class folders are no classes: the images of fold1/cat belong to fold1.");
    assertThat(layout("train/a/1", "train/b/x/1", "test/a/1").notes())
        .containsExactly(
            "Folders within class folders are no classes: the images of b/x belong to b.");
  }

  @Test
  void numbers_are_in_the_order_of_their_values() {
    assertThat(layout("10/1", "9/1", "100/1", "00011/1").classes())
        .containsExactly("9", "10", "00011", "100");
    assertThat(layout("10/1", "9/1", "x/1").classes()).containsExactly("10", "9", "x");
    LabelledFiles found = layout("train/10/1", "train/2/1", "test/10/1");
    assertThat(found.train().label()).containsExactly(1, 0);
    assertThat(found.held().label()).containsExactly(1);
  }

  private static LabelledFiles layout(String... names) {
    FoundFiles found = new FoundFiles();
    for (String name : names) {
      assertThat(found.add(name + ".png", name + ".png", InputStream::nullInputStream)).isTrue();
    }
    return found.labelled("set");
  }

  private static List<String> names(LabelledFiles.Subset part) {
    List<String> names = new ArrayList<>();
    part.pictures().forEach(picture -> names.add(picture.name().replace(".png", "")));
    return names;
  }

  private static void refused(String message, String... names) {
    assertThatThrownBy(() -> layout(names))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("set: ")
        .hasMessageContaining(message);
  }
}
