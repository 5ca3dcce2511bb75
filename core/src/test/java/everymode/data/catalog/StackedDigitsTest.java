package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackedDigitsTest {

  private static final String SMALL = "stacked:of=digits,train=5000,test=600";

  @Test
  void the_constants_are_the_published_ones() {
    Dataset pacgan = Datasets.open("stacked:of=digits");
    assertThat(pacgan.train().size()).isEqualTo(128_000);
    assertThat(pacgan.heldOut().size()).isEqualTo(26_000);
    assertThat(pacgan.domain()).isEqualTo(new Domain.Images(3, 8, 8));
    assertThat(pacgan.describe()).isEqualTo("128,000 colour images 8×8, 1000 classes");
    assertThat(pacgan.stacked()).isTrue();
    assertThat(pacgan.classes()).hasSize(1_000).startsWith("000", "001").endsWith("998", "999");
    assertThat(Datasets.open("stacked:of=digits,protocol=veegan").hash()).isEqualTo(pacgan.hash());
    Dataset ddgan = Datasets.open("stacked:of=digits,protocol=ddgan");
    assertThat(ddgan.train().size()).isEqualTo(120_000);
    assertThat(ddgan.domain()).isEqualTo(new Domain.Images(3, 32, 32));
  }

  @Test
  void all_thousand_modes_exist_and_are_about_equal() {
    Dataset data = Datasets.open("stacked:of=digits");
    int[] train = new int[1_000];
    for (long label : labels(data.train())) {
      train[(int) label]++;
    }
    // digits of the training set have shares of .0984 to .1018: 122 to 135 images per mode,
    // plus or minus 12
    assertThat(Arrays.stream(train).min().orElseThrow()).isGreaterThan(122 - 6 * 12);
    assertThat(Arrays.stream(train).max().orElseThrow()).isLessThan(135 + 6 * 12);
    assertThat(Arrays.stream(labels(data.heldOut())).distinct().count()).isEqualTo(1_000);
  }

  @Test
  void each_channel_is_the_digit_of_the_label() {
    Dataset digits = Datasets.open("digits");
    Map<List<Float>, Long> known = new HashMap<>();
    try (var _ = new Scope()) {
      List<List<Float>> images = images(digits.train(), 1);
      long[] label = labels(digits.train());
      IntStream.range(0, images.size()).forEach(i -> known.put(images.get(i), label[i]));
      Rows rows = Datasets.open(SMALL).train();
      List<List<Float>> channels = images(rows, 3);
      long[] numbers = labels(rows);
      for (int i = 0; i < rows.size(); i++) {
        long number = 0;
        for (int c = 0; c < 3; c++) {
          number = 10 * number + Objects.requireNonNull(known.get(channels.get(3 * i + c)));
        }
        assertThat(number).isEqualTo(numbers[i]);
      }
    }
  }

  @Test
  void held_out_images_are_stacked_from_held_out_digits() {
    try (var _ = new Scope()) {
      List<List<Float>> digits = images(Datasets.open("digits").heldOut(), 1);
      assertThat(digits).containsAll(images(Datasets.open(SMALL).heldOut(), 3));
    }
  }

  @Test
  void padding_surrounds_an_image_with_zeros() {
    try (var _ = new Scope()) {
      Dataset padded = Datasets.open(SMALL + ",pad=11");
      assertThat(padded.domain()).isEqualTo(new Domain.Images(3, 11, 11));
      var x = padded.train().first(50);
      assertThat(Ops.floats(x.narrow(2, 1, 8).narrow(3, 1, 8)))
          .isEqualTo(Ops.floats(Datasets.open(SMALL).train().first(50)));
      double inside = Ops.doubles(Datasets.open(SMALL).train().first(50).sum())[0];
      assertThat(Ops.doubles(x.sum())[0]).isEqualTo(inside);
    }
  }

  @Test
  void rows_depend_on_the_seed_and_fewer_are_a_prefix_of_more() {
    String hash = Datasets.open(SMALL).hash();
    assertThat(Datasets.open(SMALL).hash()).isEqualTo(hash);
    assertThat(Datasets.open(SMALL + ",seed=0").hash()).isEqualTo(hash);
    assertThat(Datasets.open(SMALL + ",seed=1").hash()).isNotEqualTo(hash);
    assertThat(Datasets.open(SMALL + ",pad=8").hash()).isEqualTo(hash);
    assertThat(Datasets.open(SMALL + ",pad=9").hash()).isNotEqualTo(hash);
    assertThat(Arrays.copyOf(labels(Datasets.open(SMALL).train()), 100))
        .isEqualTo(labels(Datasets.open("stacked:of=digits,train=100").train()));
  }

  @Test
  void a_selection_of_stacked_digits_stays_stacked() {
    Dataset data = Datasets.open("300*" + SMALL);
    assertThat(data.train().size()).isEqualTo(300);
    assertThat(data.stacked()).isTrue();
    assertThat(data.classes()).hasSize(1_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stacked:of=ring | of must be a set of grey images with 2 to 20 classes, but 'ring' has 1,200 points",
        "stacked:of=dgits | no data set called 'dgits'; did you mean 'digits'?",
        "stacked:protocol=pacman | no protocol of stacked digits called 'pacman'; did you mean",
        "stacked:of=digits,pad=7 | pad must be a whole number from 8 to 1024, but is 7",
        "stacked:of=digits,train=0 | train must be a whole number from 1 to 10000000, but is 0",
        "stacked:of=digits,tests=5 | no option of data set 'stacked' called 'tests'",
        "stacked:of=digits[000] | character 19: modes of stacked digits must stay balanced",
        "digits + stacked:of=digits | character 10: stacked digits cannot be joined to others",
      })
  void mistakes_are_reported(String spec, String message) {
    assertThatThrownBy(() -> Datasets.open(spec))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void stacked_mnist_has_a_thousand_modes_of_28_pixels() {
    String real = System.getenv("EVERYMODE_DATA");
    assumeTrue(real != null, "EVERYMODE_DATA names no folder");
    Dataset data = Datasets.open("stacked:of=" + real + "/mnist");
    assertThat(data.describe()).isEqualTo("128,000 colour images 28×28, 1000 classes");
    assertThat(Arrays.stream(labels(data.train())).distinct().count()).isEqualTo(1_000);
    try (var _ = new Scope()) {
      assertThat(data.train().x(new long[] {127_999, 0}).shape()).containsExactly(2, 3, 28, 28);
    }
  }

  @Test
  void a_lasting_spec_has_an_absolute_path_to_its_digits() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(Datasets.absolute("stacked:seed=1,of=x/../mine,pad=32"))
        .isEqualTo("stacked:seed=1,of=" + here.resolve("mine") + ",pad=32");
    assertThat(Datasets.absolute(SMALL)).isEqualTo(SMALL);
    assertThat(Datasets.shortName("stacked:of=x/mine,pad=32")).isEqualTo("stacked");
  }

  private static long[] labels(Rows rows) {
    return Ops.longs(Objects.requireNonNull(rows.label()));
  }

  private static List<List<Float>> images(Rows rows, int channels) {
    float[] x = Ops.floats(rows.all());
    int size = x.length / rows.size() / channels;
    List<List<Float>> images = new ArrayList<>();
    for (int i = 0; i < x.length; i += size) {
      List<Float> image = new ArrayList<>();
      for (int j = i; j < i + size; j++) {
        image.add(x[j]);
      }
      images.add(image);
    }
    return images;
  }
}
