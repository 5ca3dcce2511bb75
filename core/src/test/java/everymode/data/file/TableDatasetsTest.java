package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableDatasetsTest {

  private static final TableOptions B = new TableOptions("b", null, null, null);

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("t.csv"), text);
  }

  private static String rows(int n) {
    StringBuilder text = new StringBuilder("a,\"b, too\",kind\n");
    for (int i = 0; i < n; i++) {
      text.append(String.format(Locale.ROOT, "%d,%s,%s\n", i, 7, i % 3 == 0 ? "x" : "y"));
    }
    return text.toString();
  }

  @Test
  void columns_are_scaled_by_training_rows_and_back() throws IOException {
    Dataset data = Datasets.open(file(rows(50)) + ":label=kind");
    assertThat(data.classes()).containsExactly("x", "y");
    if (!(data.domain() instanceof Domain.Table(var columns, _))) {
      throw new AssertionError(data.domain());
    }
    assertThat(columns).extracting(Domain.Table.Column::name).containsExactly("a", "b, too");
    assertThat(columns.get(1).deviation()).isEqualTo(1); // the column is constant
    try (var _ = new Scope()) {
      Tensor units = data.domain().units(data.train().all());
      Tensor model = data.domain().encode(units);
      double[] first = Ops.doubles(model.select(1, 0));
      double mean = 0;
      double squares = 0;
      for (double value : first) {
        mean += value / first.length;
        squares += value * value / first.length;
      }
      assertThat(mean).isCloseTo(0, within(1e-6));
      assertThat(squares).isCloseTo(1, within(1e-5));
      assertThat(Ops.doubles(data.domain().decode(model)))
          .usingComparatorWithPrecision(1e-4)
          .containsExactly(Ops.doubles(units));
      long[] label = Ops.longs(Objects.requireNonNull(data.train().label()));
      double[] a = Ops.doubles(units.select(1, 0));
      for (int i = 0; i < a.length; i++) {
        assertThat(label[i]).isEqualTo(a[i] % 3 == 0 ? 0 : 1);
      }
    }
  }

  @Test
  void semicolons_tabs_byte_order_marks_and_carriage_returns_are_parsed() throws IOException {
    Path semicolons = file("\uFEFFa;b\r\n1;2\r\n3;4\r\n");
    assertThat(CsvTable.read(semicolons, TableOptions.NONE).columns()).containsExactly("a", "b");
    assertThat(CsvTable.read(file("a\tb\n1\t2\n"), TableOptions.NONE).values())
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b/1,2/3| line 3: must have 2 fields like the header, but has 1",
        "a,b/1,2/3,| line 3, column 'b': must be a finite number, but is empty; fill or drop it",
        "a,b/1,NaN| line 2, column 'b': must be a finite number, but is 'NaN'",
        "a,b/1,red| line 2, column 'b': must be a finite number, but is 'red'",
        "1,2/3,4| line 1: must begin with a line of column names, but column 1 begins with 1",
        "a,a/1,2| the column 'a' occurs twice",
        "a,b| must contain at least one numeric column and one row",
        "a/1e39| must be a finite number",
        "a/0x1p3| must be a finite number, but is '0x1p3'",
        "a;b/1,5;2/1.5;3| line 3, column 'a': must have the same decimal mark as the numbers above, but is '1.5'",
        "a,,b/1,2,3| line 1: column 2 has no name",
      })
  void a_mistake_is_reported_with_line_and_column(String text, String message) throws IOException {
    Path file = file(text.replace('/', '\n'));
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_first_column_without_a_name_names_the_rows() throws IOException {
    CsvTable csv =
        CsvTable.read(file("\"\",\"a\",\"b\"\n\"row 1\",1,2\n\"row 2\",3,4\n"), TableOptions.NONE);
    assertThat(csv.columns()).containsExactly("a", "b");
    assertThat(csv.values()).containsExactly(1, 2, 3, 4);
    assertThat(csv.notes()).singleElement().asString().contains("row names");
  }

  @Test
  void whole_numbers_that_lose_digits_are_noted() throws IOException {
    assertThat(CsvTable.read(file("a,b\n16777217,16777216\n"), TableOptions.NONE).notes())
        .singleElement()
        .asString()
        .endsWith("such numbers occur in a.");
  }

  @Test
  void separators_inside_quotes_do_not_count() throws IOException {
    assertThat(CsvTable.read(file("\"a, b, c\";d\n1;2\n"), TableOptions.NONE).columns())
        .containsExactly("a, b, c", "d");
  }

  @Test
  void an_open_quotation_mark_is_refused_anywhere() throws IOException {
    for (String text : new String[] {"a,b\n1,\"x\n2,y\n", "a,\"b\n1,2\n", "a,b\n1,x\n2,\"y"}) {
      assertThatThrownBy(() -> CsvTable.read(file(text), B)).isInstanceOf(EverymodeException.class);
    }
    assertThatThrownBy(() -> CsvTable.read(file("a,b\n1,x\n2,\"y"), B))
        .hasMessageContaining("must close every quotation mark, but that of line 3 is open");
    assertThat(CsvTable.read(file("a,b\n1,\"x \"\"y\"\"\"\n"), B).labels())
        .containsExactly("x \"y\"");
  }

  @Test
  void lines_of_blanks_are_empty() throws IOException {
    assertThat(CsvTable.read(file("a,b\n1,2\n  \n\n3,4\n \t\n"), TableOptions.NONE).rows())
        .isEqualTo(2);
  }

  @Test
  void a_table_is_detected_regardless_of_its_name() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.tra"), "a;kind\n1;10\n2;9\n3;9\n");
    assertThat(Datasets.open(file + ":label=kind").classes()).containsExactly("9", "10");
    Path other = Files.write(folder.resolve("bytes.tra"), new byte[] {'a', ',', 'b', '\n', 0, 1});
    assertThatThrownBy(() -> Datasets.open(other.toString())).hasMessageContaining("IDX");
  }

  @Test
  void a_row_without_a_class_is_refused() throws IOException {
    Path file = file("a,kind\n1,x\n2,\n");
    assertThatThrownBy(() -> Datasets.open(file + ":label=kind"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("line 3, column 'kind': must be a class, but is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,01,2,x | '01', '1' are written alike",
        "1,1.0,2,x | '1', '1.0' are written alike",
        "Fraud,fraud,no,x | 'Fraud', 'fraud' are written alike",
        "\u00e9t\u00e9,e\u0301te\u0301,hiver,x | are written alike",
        "a\u00a0b,a b,c,x | are written alike",
        "x\u200b,x,y,z | are written alike",
        "nan,a,b,c | as they are written, nan too; remove these rows",
        "NA,None,b,c | as they are written, NA, None too",
      })
  void classes_that_look_like_one_or_none_are_noted(String classes, String note)
      throws IOException {
    StringBuilder rows = new StringBuilder("a,kind\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i).append(',').append(classes.split(",", -1)[i % 4]).append('\n');
    }
    Dataset data = Datasets.open(file(rows.toString()) + ":label=kind");
    assertThat(data.classes()).hasSize(4).containsExactlyInAnyOrder(classes.split(",", -1));
    assertThat(data.notes()).anyMatch(one -> one.contains(note));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,10,11", "a,b,a b,ab", "-1,1,0.1,10", "1.5,15,1.05,105"})
  void classes_that_look_different_are_not_noted(String classes) throws IOException {
    StringBuilder rows = new StringBuilder("a,kind\n");
    for (int i = 0; i < 80; i++) {
      rows.append(i).append(',').append(classes.split(",", -1)[i % 4]).append('\n');
    }
    Dataset data = Datasets.open(file(rows.toString()) + ":label=kind");
    assertThat(data.classes()).hasSize(4);
    assertThat(data.notes()).singleElement().asString().startsWith("A tenth of the rows");
  }

  @Test
  void a_column_of_components_is_noted_where_it_is_data() throws IOException {
    String text = "a,component\n1,0\n2,1\n3,0\n4,1\n";
    assertThat(Datasets.open(file(text).toString()).notes())
        .anyMatch(note -> note.startsWith("The column 'component' is read as data; delete it if"));
    assertThat(Datasets.open(file(text) + ":label=component").notes())
        .noneMatch(note -> note.contains("component"));
  }

  @Test
  void row_names_without_a_name_of_their_column_are_explained() throws IOException {
    for (String text : new String[] {"a,b\nr1,1,2\nr2,3,4\n", "\"a\",\"b\"\n\"1\",1,2\n"}) {
      Path file = file(text);
      assertThatThrownBy(() -> Datasets.open(file.toString()))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining(
              "line 2: must have 2 fields like the header, but has 3; if the first")
          .hasMessageEndingWith("add a name for it at the start of the header");
    }
    Path later = file("a,b\n1,2\n1,2,3\n");
    assertThatThrownBy(() -> Datasets.open(later.toString()))
        .hasMessageEndingWith("but has 3; correct the line");
  }

  @Test
  void a_missing_label_column_is_reported_with_the_closest_name() throws IOException {
    Path file = file(rows(5));
    assertThatThrownBy(() -> Datasets.open(file + ":label=kinds"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("did you mean 'kind'?");
  }

  @Test
  void samples_survive_writing_and_reading_a_table() throws IOException {
    Dataset data = Datasets.open(file(rows(50)) + ":label=kind");
    Path out = folder.resolve("s.csv");
    try (var _ = new Scope()) {
      Tensor x = Ops.of(new float[] {1.5f, 7, -2e-7f, 8}, 2, 2);
      Samples.write(out, data.domain(), x, Map.of("component", Ops.of(0, 1)), List.of());
      assertThat(Files.readString(out)).startsWith("a,\"b, too\",component");
      assertThat(Ops.floats(Samples.read(out.toString(), data.domain())))
          .containsExactly(1.5f, 7, -2e-7f, 8);
    }
  }

  @Test
  void images_out_of_range_are_refused_with_the_remedy() throws IOException {
    Path file = folder.resolve("s.npz");
    try (var _ = new Scope()) {
      Npz.write(file, Map.of("samples", Ops.full(-1, 2, 8, 8)));
      assertThatThrownBy(() -> Samples.read(file.toString(), new Domain.Images(1, 8, 8)))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("add 1 and halve");
      Npz.write(file, Map.of("samples", Ops.full(255, 2, 8, 8)));
      assertThatThrownBy(() -> Samples.read(file.toString(), new Domain.Images(1, 8, 8)))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("divide by 255");
    }
  }
}
