package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of columns, columns without data, and columns of a single value.
class TableColumnsTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text.replace('/', '\n') + "\n");
  }

  private CsvTable read(String text) throws IOException {
    return CsvTable.read(file(text), TableOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5.1,3.5,setosa/4.9,3.0,setosa/6.3,3.3,virginica | column 1 begins with 5.1",
        "setosa,red,5.1/setosa,blue,4.9/virginica,red,6.3 | column 3 begins with 5.1",
        "1,2/3,4 | column 1 begins with 1",
        "1,2 | column 1 begins with 1",
        "5,0,0,0/3,0,0,1 | column 1 begins with 5",
        "1,5;2,5/3,5;4 | column 1 begins with 1,5",
        "?,5,a/1,3,b | column 2 begins with 5",
        "unknown,5.5,a/1,3,b | column 2 begins with 5.5",
        "True,setosa/False,virginica | column 1 begins with True",
        "39,State-gov,77516/50,Private,83311 | column 1 begins with 39",
        "2019,2020,kind/1,2,a/3,4,b | column 1 begins with 2019",
      })
  void a_row_is_never_taken_for_names(String text, String found) throws IOException {
    Path file = file(text);
    for (String label : new String[] {"", ":label=class", ":label=setosa"}) {
      assertThatThrownBy(() -> Datasets.open(file + label))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("line 1: must begin with a line of column names, but " + found)
          .hasMessageContaining(":header=no if this line is a row, or :header=yes");
    }
  }

  @Test
  void a_table_without_names_is_read_on_request() throws IOException {
    Path file = file("5.1,3.5,setosa/4.9,3.0,setosa/6.3,3.3,virginica/5.8,2.7,virginica");
    Dataset data = Datasets.open(file + ":header=no,label=x3");
    assertThat(data.domain().columns())
        .extracting(Domain.Table.Column::name)
        .containsExactly("x1", "x2");
    assertThat(data.classes()).containsExactly("setosa", "virginica");
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(4);
    Path trailing = file("1,2,/3,4,/5,6,");
    assertThat(Datasets.open(trailing + ":header=no").domain().columns()).hasSize(2);
    Path wrong = file("1,2/3,x");
    assertThatThrownBy(() -> Datasets.open(wrong + ":header=no"))
        .hasMessageContaining("line 2, column 'x2': must be a finite number, but is 'x'");
    assertThatThrownBy(() -> Datasets.open(wrong + ":header=none"))
        .hasMessageContaining("header must be no or yes, but is none");
  }

  @Test
  void names_that_are_numbers_are_read_on_request() throws IOException {
    Path file = file("2019,2020,kind/1,2,a/3,4,b/5,6,a/7,8,b");
    Dataset data = Datasets.open(file + ":header=yes,label=kind");
    assertThat(data.domain().columns())
        .extracting(Domain.Table.Column::name)
        .containsExactly("2019", "2020");
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(4);
    assertThat(read(",0,1,2/0,4,5,6/1,7,8,9").columns()).containsExactly("0", "1", "2");
  }

  @Test
  void a_table_of_one_column_of_words_above_numbers_has_names() throws IOException {
    assertThat(read("age/1/2").columns()).containsExactly("age");
    assertThat(read("1st,2nd/1/2".replace("1/2", "1,2")).columns()).containsExactly("1st", "2nd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",a,b/0,5,6/1,7,8",
        ",a,b/1,5,6/2,7,8",
        "Unnamed: 0,a,b/0,5,6/1,7,8",
        "Unnamed: 0,a,b/1,5,6/2,7,8",
        "Unnamed: 0.1,Unnamed: 0,a,b/0,0,5,6/1,1,7,8",
        "a,b,Unnamed: 2/5,6,/7,8,",
        "a,Unnamed: 1,b/5,1,6/7,2,8",
      })
  void columns_that_count_rows_or_are_empty_are_ignored_and_noted(String text) throws IOException {
    CsvTable csv = read(text);
    assertThat(csv.columns()).containsExactly("a", "b");
    assertThat(csv.values()).containsExactly(5, 6, 7, 8);
    assertThat(csv.notes()).isNotEmpty().allMatch(note -> note.endsWith("ignored."));
  }

  @Test
  void a_column_without_a_name_that_does_not_count_is_data_and_noted() throws IOException {
    CsvTable csv = read("Unnamed: 0,a/7,5/3,6");
    assertThat(csv.columns()).containsExactly("Unnamed: 0", "a");
    assertThat(csv.notes())
        .singleElement()
        .asString()
        .contains("'Unnamed: 0' does not count the rows and is read as data");
    assertThat(read("id,a/0,5/1,6").columns()).containsExactly("id", "a");
  }

  @Test
  void the_place_of_the_label_column_is_kept() throws IOException {
    Path file = file("i,kind,a,b/0,x,5,6/1,y,7,8/2,x,9,10");
    Dataset data = Datasets.open(file + ":label=kind");
    assertThat(data.domain())
        .isInstanceOfSatisfying(
            Domain.Table.class,
            table -> assertThat(table.label()).isEqualTo(new Domain.Table.LabelColumn("kind", 1)));
    Dataset without = Datasets.open(file("i,a,b/0,5,6/1,7,8/2,9,10").toString());
    assertThat(without.domain())
        .isInstanceOfSatisfying(Domain.Table.class, table -> assertThat(table.label()).isNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0.1", "-123456.79", "1e-30", "3e30", "0", "16777216"})
  void a_constant_column_is_decoded_to_exactly_its_value(String value) throws IOException {
    StringBuilder text = new StringBuilder("a,c");
    for (int i = 0; i < 1_000; i++) {
      text.append("/").append(i % 17).append(",").append(value);
    }
    Dataset data = Datasets.open(file(text.toString()).toString());
    float constant = Float.parseFloat(value);
    try (var _ = new Scope()) {
      Tensor model = Ops.of(new float[] {.3f, .05f, -2, -40, 1, 1e20f}, 3, 2);
      assertThat(Ops.floats(data.domain().decode(model).select(1, 1)))
          .containsExactly(constant, constant, constant);
      assertThat(Ops.floats(data.domain().encode(data.train().all()).select(1, 1))).containsOnly(0);
      Tensor other = Ops.of(new float[] {3, constant + 1}, 1, 2);
      assertThat(Ops.floats(data.domain().encode(other))[1]).isEqualTo(constant + 1 - constant);
      assertThat(Ops.floats(data.domain().decode(model).select(1, 0))).doesNotHaveDuplicates();
    }
    assertThat(data.domain().columns().getLast().deviation()).isEqualTo(1);
    assertThat(data.domain().columns().getFirst().constant()).isFalse();
  }

  @Test
  void an_expression_has_the_constants_of_its_own_rows() throws IOException {
    StringBuilder text = new StringBuilder("a,c,kind\n");
    for (int i = 0; i < 60; i++) {
      text.append(
          String.format(
              Locale.ROOT, "%d,%s,%s\n", i, i % 2 == 0 ? 7 : 8, i % 2 == 0 ? "even" : "odd"));
    }
    Path one = Files.writeString(folder.resolve("one.csv"), text);
    Path seven =
        Files.writeString(folder.resolve("seven.csv"), text.toString().replace(",8,", ",7,"));
    String even = one + ":label=kind[even]";
    String both = seven + ":label=kind + " + one + ":label=kind";
    try (var _ = new Scope()) {
      Tensor model = Ops.of(new float[] {.3f, .5f}, 1, 2);
      assertThat(Ops.floats(Datasets.open(even).domain().decode(model))[1]).isEqualTo(7);
      assertThat(Datasets.open(seven + ":label=kind").domain().columns().get(1).constant())
          .isTrue();
      assertThat(Ops.floats(Datasets.open(both).domain().decode(model))[1]).isEqualTo(7.5f);
    }
  }
}
