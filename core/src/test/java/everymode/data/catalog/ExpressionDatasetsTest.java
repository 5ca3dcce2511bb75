package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionDatasetsTest {

  @TempDir Path folder;

  @Test
  void a_place_names_a_class_only_where_names_are_no_numbers() throws IOException {
    StringBuilder numbers = new StringBuilder("x,c\n");
    StringBuilder words = new StringBuilder("x,c\n");
    for (int i = 0; i < 40; i++) {
      numbers.append(i).append(',').append(i % 4 + 1).append('\n');
      words.append(i).append(',').append("abcd".charAt(i % 4)).append('\n');
    }
    String from1 = Files.writeString(folder.resolve("from1.csv"), numbers) + ":label=c";
    String named = Files.writeString(folder.resolve("words.csv"), words) + ":label=c";
    assertThat(Datasets.open(from1 + "[1]").classes()).containsExactly("1");
    assertThat(Datasets.open(from1 + "[1-2]").classes()).containsExactly("1", "2");
    for (String none : new String[] {"[0]", "[!0]", "[0-2]", "[0*0.5]", "[01]"}) {
      assertThatThrownBy(() -> Datasets.open(from1 + none))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no class of");
    }
    assertThat(Datasets.open(named + "[0]").classes()).containsExactly("a");
    assertThat(Datasets.open(named + "[!0]").classes()).containsExactly("b", "c", "d");
  }

  @Test
  void a_range_keeps_its_classes_in_training_and_held_out_rows() {
    Dataset data = Datasets.open("digits[0-4]");
    assertThat(data.name()).isEqualTo("digits[0-4]");
    assertThat(data.classes()).containsExactly("0", "1", "2", "3", "4");
    assertThat(counts(data.train(), 5)).containsExactly(376, 389, 380, 389, 387);
    assertThat(data.heldOut().size()).isEqualTo(901); // 178 + 182 + 177 + 183 + 181
    assertThat(data.describe()).isEqualTo("1,921 images 8×8, 5 classes");
  }

  @Test
  void classes_are_renumbered_and_keep_their_names() {
    Dataset data = Datasets.open("digits[!1]");
    assertThat(data.classes()).containsExactly("0", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(counts(data.train(), 9))
        .containsExactly(376, 380, 389, 387, 376, 377, 387, 380, 382);
    assertThat(Datasets.open("digits[9,0]").classes()).containsExactly("0", "9");
  }

  @Test
  void a_weight_thins_one_class_only() {
    Dataset data = Datasets.open("digits[9*0.05]");
    // 0.05 · 382 = 19.1 training rows; 0.05 · 180 = 9 held-out rows, raised to 10
    assertThat(counts(data.train(), 10))
        .containsExactly(376, 389, 380, 389, 387, 376, 377, 387, 380, 19);
    assertThat(counts(data.heldOut(), 10)[9]).isEqualTo(10);
    assertThat(data.heldOut().size()).isEqualTo(1_797 - 180 + 10);
  }

  @Test
  void weights_combine_with_classes_to_keep() {
    Dataset data = Datasets.open("digits[0-4,3*0.5]");
    assertThat(counts(data.train(), 5)).containsExactly(376, 389, 380, 195, 387);
    assertThat(Datasets.open("digits[3*0.5,0-4]").hash()).isEqualTo(data.hash());
    assertThat(counts(Datasets.open("digits[3*0.1,9*0.01]").train(), 10))
        .containsExactly(376, 389, 380, 39, 387, 376, 377, 387, 380, 4);
    assertThat(counts(Datasets.open("digits[!1,3*0.1]").train(), 9)[2]).isEqualTo(39);
  }

  @Test
  void a_rare_mode_is_joined_with_held_out_rows_in_proportion() {
    Dataset data = Datasets.open("digits[!1] + 20*digits[1]");
    assertThat(data.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(counts(data.train(), 10))
        .containsExactly(376, 20, 380, 389, 387, 376, 377, 387, 380, 382);
    // 1,615 of 3,434 rows are held out of the first part: 9.4 for the second, raised to 10
    assertThat(data.heldOut().size()).isEqualTo(1_615 + 10);
    assertThat(data.notes())
        .contains("'20*digits[1]' keeps 20 of 3,823 training rows and 10 of 1,797 held-out rows.");
  }

  @Test
  void a_count_draws_distinct_rows_of_the_set() {
    Dataset data = Datasets.open("500*digits");
    assertThat(data.train().size()).isEqualTo(500);
    assertThat(data.heldOut().size()).isEqualTo(1_797);
    assertThat(data.classes()).hasSize(10);
    assertThat(rows(data.train())).hasSize(500);
    assertThat(rows(Datasets.open("digits").train())).containsAll(rows(data.train()));
  }

  @ParameterizedTest
  @CsvSource({
    "100*digits, 500*digits",
    "digits[9*0.05], digits[9*0.5]",
    "20*digits[1], 21*digits[1]",
    "digits[0-4], digits[0-5]"
  })
  void fewer_rows_are_a_subset_of_more(String few, String many) {
    assertThat(rows(Datasets.open(many).train())).containsAll(rows(Datasets.open(few).train()));
  }

  @Test
  void the_distribution_is_kept_by_a_draw_of_rows() {
    Dataset data = Datasets.open("300*ring:std=0.05");
    assertThat(data.train().size()).isEqualTo(300);
    assertThat(Objects.requireNonNull(data.modes()).count()).isEqualTo(8);
    assertThat(data.distribution()).isNotNull();
    assertThat(data.classes()).isEmpty();
  }

  @Test
  void the_distribution_is_kept_by_a_draw_that_misses_no_class() {
    Dataset many = Datasets.open("50000*sine");
    assertThat(many.classes()).containsExactly("curve", "isolated");
    assertThat(many.distribution()).isNotNull();
    Dataset one = Datasets.open("1*sine");
    assertThat(one.classes()).hasSize(1); // and its held-out rows are of this class only
    assertThat(one.distribution()).isNull();
    assertThat(Datasets.open("sine[curve]").distribution()).isNull();
  }

  @Test
  void sets_without_classes_become_classes_when_they_are_joined() {
    Dataset data = Datasets.open("ring + 100*grid");
    assertThat(data.classes()).containsExactly("ring", "grid");
    assertThat(counts(data.train(), 2)).containsExactly(1_200, 100);
    assertThat(data.distribution()).isNull();
    assertThat(Datasets.open("100*ring + 100*ring").classes()).isEmpty();
  }

  @Test
  void classes_of_different_sets_are_distinguished() throws IOException {
    Path images = images("train-images-idx3-ubyte", 40);
    Dataset data = Datasets.open("digits[0-1] + 20*" + images);
    assertThat(data.classes()).containsExactly("digits/0", "digits/1", "train-images-idx3-ubyte");
    assertThat(data.train().size()).isEqualTo(376 + 389 + 20);
    try (var _ = new Scope()) {
      // digits are float32, the others bytes: both are converted to units from 0 to 1
      assertThat(Ops.floats(data.train().x(new long[] {784, 0, 765})))
          .hasSize(3 * 64)
          .startsWith(51f * (float) (1 / 255.0))
          .endsWith(51f * (float) (1 / 255.0));
    }
  }

  @Test
  void tables_with_the_same_columns_are_joined_in_the_scale_of_the_first() throws IOException {
    String one = table("one.csv", "x,y,kind", 1) + ":label=kind";
    String two = table("two.csv", "x,y,kind", 100) + ":label=kind";
    Dataset first = Datasets.open(one);
    assertThat(first.classes()).containsExactly("fat", "slim");
    Dataset data = Datasets.open(one + "[slim] + " + two + "[fat*0.2]");
    assertThat(data.domain()).isEqualTo(first.domain());
    assertThat(data.classes()).containsExactly("one.csv/slim", "two.csv/fat", "two.csv/slim");
    assertThat(data.notes()).contains("All columns are standardised like those of 'one.csv'.");
    assertThat(Datasets.title(data.name()))
        .isEqualTo("one.csv:label=kind[slim] + two.csv:label=kind[fat*0.2]");
    String other = table("other.csv", "x,z,kind", 1) + ":label=kind";
    assertThatThrownBy(() -> Datasets.open(one + " + " + other))
        .hasMessageContaining("has columns x, y and '" + other + "' has columns x, z");
  }

  private Path table(String name, String header, int scale) throws IOException {
    List<String> lines = new ArrayList<>(List.of(header));
    for (int i = 0; i < 200; i++) {
      lines.add(i * scale + "," + i % 7 + (i % 2 == 0 ? ",slim" : ",fat"));
    }
    return Files.write(folder.resolve(name), lines);
  }

  @Test
  void an_existing_path_is_never_parsed_as_an_expression() throws IOException {
    Path odd = images("20*a + b[1]", 40);
    Dataset data = Datasets.open(odd.toString());
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(40);
    assertThat(data.classes()).isEmpty();
    assertThat(Datasets.absolute(odd.toString())).isEqualTo(odd.toString());
  }

  @Test
  void held_out_rows_are_the_datas_own_if_those_of_all_parts_are() throws IOException {
    Path split = images("images", 40);
    assertThat(Datasets.open("digits[0] + 20*digits[1]").ownHeldOut()).isTrue();
    assertThat(Datasets.open("stacked:of=digits,train=10,test=5").ownHeldOut()).isTrue();
    assertThat(Datasets.open("ring").ownHeldOut()).isTrue();
    assertThat(Datasets.open(split.toString()).ownHeldOut()).isFalse();
    assertThat(Datasets.open(split + " + digits").ownHeldOut()).isFalse();
  }

  @Test
  void all_rows_are_training_rows_followed_by_held_out_rows() {
    Dataset data = Datasets.open("digits[3,8*0.1]");
    Rows all = data.allRows();
    int train = data.train().size();
    assertThat(all.size()).isEqualTo(train + data.heldOut().size());
    assertThat(all.labels())
        .startsWith(labels(data.train()))
        .endsWith(labels(data.heldOut()))
        .hasSize(all.size());
    try (var _ = new Scope()) {
      assertThat(Ops.floats(all.x(new long[] {0, train, all.size() - 1})))
          .startsWith(Ops.floats(data.train().first(1)))
          .endsWith(Ops.floats(data.heldOut().x(new long[] {data.heldOut().size() - 1})));
    }
    assertThat(Datasets.open("ring").allRows().labels()).isEmpty();
  }

  @Test
  void hashes_are_equal_only_for_equal_rows() {
    List<String> specs =
        List.of(
            "digits",
            "digits[0-8]",
            "digits[0-7]",
            "digits[9*0.5]",
            "digits[9*0.49]",
            "digits[8*0.5]",
            "500*digits",
            "501*digits",
            "500*digits[0-4]",
            "digits[0-4] + digits[5-9]",
            "digits[5-9] + digits[0-4]");
    Set<String> hashes = new HashSet<>();
    for (String spec : specs) {
      hashes.add(Datasets.open(spec).hash());
      assertThat(Datasets.open(spec).hash()).isEqualTo(Datasets.open(spec).hash());
    }
    assertThat(hashes).hasSize(specs.size());
    assertThat(Datasets.open("digits[0-9]").hash()).isEqualTo(Datasets.open("digits").hash());
    assertThat(Datasets.open("digits[!9]").hash()).isEqualTo(Datasets.open("digits[0-8]").hash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits[9*0.05]", "300*digits[!3]", "50*digits[0-4] + digits[7,8*0.2]"})
  void rows_do_not_depend_on_how_they_are_requested(String spec) {
    Rows rows = Datasets.open(spec).train();
    SplittableRandom random = new RandomKey(7).random();
    try (var _ = new Scope()) {
      float[] all = Ops.floats(rows.all());
      long[] label = labels(rows);
      for (int round = 0; round < 20; round++) {
        long[] wanted = random.longs(random.nextInt(1, 40), 0, rows.size()).toArray();
        float[] expected = new float[wanted.length * 64];
        for (int i = 0; i < wanted.length; i++) {
          System.arraycopy(all, (int) wanted[i] * 64, expected, i * 64, 64);
        }
        assertThat(Ops.floats(rows.x(wanted))).isEqualTo(expected);
        Rows picked = rows.pick(wanted);
        long[] again = LongStream.range(0, wanted.length).map(i -> wanted.length - 1 - i).toArray();
        assertThat(Ops.floats(picked.pick(again).pick(again).all())).isEqualTo(expected);
        assertThat(labels(picked))
            .isEqualTo(Arrays.stream(wanted).map(row -> label[(int) row]).toArray());
      }
      assertThat(rows.x(new long[0]).size(0)).isZero();
    }
  }

  @Test
  void every_selected_class_has_training_and_held_out_rows() {
    SplittableRandom random = new RandomKey(11).random();
    for (int round = 0; round < 40; round++) {
      String spec = randomSpec(random);
      Dataset data = Datasets.open(spec);
      int k = data.classes().size();
      int[] train = counts(data.train(), k);
      assertThat(train).as(spec).doesNotContain(0);
      assertThat(Arrays.stream(counts(data.heldOut(), k)).min().orElseThrow())
          .as(spec)
          .isGreaterThanOrEqualTo(Selection.LEAST);
      assertThat(data.heldOut().hash()).isEqualTo(Datasets.open(spec).heldOut().hash());
    }
  }

  private static String randomSpec(SplittableRandom random) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      int from = random.nextInt(10);
      int to = random.nextInt(from, 10);
      String weight =
          random.nextBoolean()
              ? ""
              : String.format(Locale.ROOT, ",%d*0.%02d", to, random.nextInt(1, 100));
      int count = random.nextInt(1, 15);
      parts.add(
          (random.nextBoolean() ? "" : count + "*")
              + String.format(Locale.ROOT, "digits[%d-%d%s]", from, to, weight));
    }
    return String.join(" + ", parts);
  }

  @Test
  void labels_match_the_rows() {
    Map<List<Float>, String> names = names(Datasets.open("digits"));
    for (String spec : List.of("digits[!1] + 20*digits[1]", "300*digits[5-9]", "digits[4,2*0.1]")) {
      names(Datasets.open(spec))
          .forEach((row, name) -> assertThat(names).as(spec).containsEntry(row, name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "digits[12] | data set 'digits[12]', character 8: no class of 'digits' called '12'",
        "digits + digits[1,x] | character 19: no class of 'digits' called 'x'",
        "digits[0-4 | character 7: brackets must be at the end of a data set",
        "digits[0-4]:a=b | character 7: brackets must be at the end",
        "[0-4] | a data set must precede the brackets",
        "digits[] | character 8: a class is expected here",
        "digits[1,] | character 10: a class is expected here",
        "digits[4-1] | character 8: a range must be ascending",
        "digits[9*2] | character 10: a weight must be a number above 0 and at most 1, but is '2'",
        "digits[9*0] | a weight must be a number above 0",
        "digits[9*] | a weight must be a number above 0 and at most 1, but is ''",
        "digits[9*0.1,8-9*0.2] | character 14: class 9 has two weights",
        "digits[1,!2] | character 10: classes to keep and classes to drop cannot be mixed",
        "digits[9*0.1,!9] | class 9 has a weight and is dropped",
        "digits[!0-9] | no training row of 'digits[!0-9]' remains",
        "0*digits | character 1: the number of rows before * must be a whole number from 1",
        "1.5*digits | but is 1.5",
        "digits + -3*digits | character 10: the number of rows",
        "9999*digits | 9999 rows are requested, but 'digits' has 3823 training rows",
        "390*digits[1] | rows are requested, but 'digits[1]' has 389 training rows",
        "digits + | character 9: a data set is expected here",
        "+ digits | character 1: a data set is expected here",
        "digits + + digits | character 9: a data set is expected here",
        "ring[0] | character 6: 'ring' has no classes to select",
        "500*gird | no data set called 'gird'; did you mean 'grid'?",
        "digits + ring | character 10: all parts must have the same shape, but 'digits' has grey"
            + " images 8×8 and 'ring' has points in 2 dimensions",
      })
  void mistakes_are_reported_with_their_position(String spec, String message) {
    assertThatThrownBy(() -> Datasets.open(spec))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fashion + 100*mnist[1] | fashion-100-mnist-1 | fashion + 100*mnist[1]",
        "digits[!1] | digits-not-1 | digits[!1]",
        "ring:std=0.05 | ring | ring:std=0.05",
        "some/where/mnist | mnist | mnist",
        "some/where/mnist[0-4] + 5*/else/b:x=1 | mnist-0-4-5-b | mnist[0-4] + 5*b:x=1",
        "/ | data | /",
      })
  void a_short_name_suits_a_folder(String spec, String tame, String title) {
    assertThat(Datasets.shortName(spec)).isEqualTo(tame);
    assertThat(Datasets.title(spec)).isEqualTo(title);
    assertThat(Datasets.shortName("x".repeat(80) + spec)).hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void a_hundred_ones_among_fashion_are_an_additional_mode() {
    Path real = real();
    String spec = real.resolve("fashion-mnist") + " + 100*" + real.resolve("mnist") + "[1]";
    Dataset data = Datasets.open(spec);
    assertThat(data.train().size()).isEqualTo(60_100);
    // 10,000 of 60,000 rows are held out of the first part: 16.7 for the second
    assertThat(data.heldOut().size()).isEqualTo(10_017);
    assertThat(data.classes()).hasSize(11).contains("mnist/1");
    assertThat(counts(data.train(), 11)).endsWith(6_000, 100);
    assertThat(counts(data.heldOut(), 11)).endsWith(1_000, 17);
    assertThat(Datasets.shortName(spec)).isEqualTo("fashion-mnist-100-mnist-1");
  }

  private static Path real() {
    String real = System.getenv("EVERYMODE_DATA");
    assumeTrue(real != null, "EVERYMODE_DATA names no folder");
    return Path.of(Objects.requireNonNull(real));
  }

  @Test
  void a_lasting_spec_has_no_relative_paths() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(Datasets.absolute("digits[!1] + 20*digits[1]"))
        .isEqualTo("digits[!1] + 20*digits[1]");
    assertThat(Datasets.absolute("ring:std=0.05")).isEqualTo("ring:std=0.05");
    assertThat(Datasets.absolute("a/../b[1] +  3 * c.csv:label=x"))
        .isEqualTo(here.resolve("b") + "[1] + 3*" + here.resolve("c.csv") + ":label=x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a + b", "x[1]", "3*y", "Fraud, yes or no", "a: \"b\"=[!c]", "[0-4]"})
  void a_quoted_column_is_never_taken_for_an_operator(String column) throws IOException {
    String header = "x,y,\"" + column.replace("\"", "\"\"") + "\"";
    Path one = table("one.csv", header, 1);
    Path two = table("two.csv", header, 100);
    for (String spec :
        List.of(
            Datasets.labelled(one.toString(), column),
            Datasets.labelled(one + ":header=yes", column),
            Datasets.labelled(one + "[slim]", column),
            Datasets.labelled("20*" + one + "[fat*0.5] + " + two, column))) {
      String lasting = Datasets.absolute(spec);
      assertThat(lasting).isEqualTo(spec);
      assertThat(Datasets.absolute(lasting)).isEqualTo(lasting);
      assertThat(Datasets.title(spec))
          .startsWith(spec.startsWith("20*") ? "20*one.csv" : "one.csv");
      assertThat(Datasets.shortName(spec)).doesNotContain("abel");
      Dataset data = Datasets.open(spec);
      assertThat(data.classes()).anyMatch(name -> name.endsWith("slim"));
      assertThat(data.domain().columns()).hasSize(2);
    }
  }

  private Path images(String name, int count) throws IOException {
    byte[] idx = new byte[16 + count * 64];
    System.arraycopy(new byte[] {0, 0, 8, 3}, 0, idx, 0, 4);
    idx[7] = (byte) count;
    idx[11] = 8;
    idx[15] = 8;
    Arrays.fill(idx, 16, idx.length, (byte) 51);
    return Files.write(folder.resolve(name), idx);
  }

  private static int[] counts(Rows rows, int classes) {
    int[] counts = new int[classes];
    for (long label : labels(rows)) {
      counts[(int) label]++;
    }
    return counts;
  }

  private static long[] labels(Rows rows) {
    return Ops.longs(Objects.requireNonNull(rows.label()));
  }

  private static Set<List<Float>> rows(Rows rows) {
    return new HashSet<>(list(rows));
  }

  private static Map<List<Float>, String> names(Dataset data) {
    List<List<Float>> rows = list(data.train());
    long[] label = labels(data.train());
    Map<List<Float>, String> names = new HashMap<>();
    IntStream.range(0, rows.size())
        .forEach(i -> names.put(rows.get(i), data.classes().get((int) label[i])));
    return names;
  }

  private static List<List<Float>> list(Rows rows) {
    try (var _ = new Scope()) {
      float[] x = Ops.floats(rows.all());
      int dim = x.length / rows.size();
      return IntStream.range(0, rows.size())
          .mapToObj(row -> {
            List<Float> values = new ArrayList<>();
            for (int i = 0; i < dim; i++) {
              values.add(x[row * dim + i]);
            }
            return values;
          })
          .toList();
    }
  }
}
