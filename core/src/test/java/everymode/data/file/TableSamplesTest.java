package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Samples of tables as other programs write them.
class TableSamplesTest {

  private static final Domain TABLE =
      new Domain.Table(
          List.of(
              new Domain.Table.Column("age", 0, 1), new Domain.Table.Column("hours, a week", 0, 1)),
          new Domain.Table.LabelColumn("income", 1));

  private static final Domain PLANE = new Domain.Points(2);

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("s.csv"), text.replace('/', '\n') + "\n");
  }

  private static float[] read(String spec, Domain domain) {
    try (var _ = new Scope()) {
      return Ops.floats(Samples.read(spec, domain));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "age,\"hours, a week\"/1,2/3,4",
        "\"hours, a week\",age/2,1/4,3",
        "age,income,\"hours, a week\"/1,>50K,2/3,<=50K,4",
        "income,age,\"hours, a week\"/>50K,1,2/<=50K,3,4",
        "age,\"hours, a week\",income/1,2,>50K/3,4,<=50K",
        "\"hours, a week\",income,age/2,0,1/4,1,3",
        ",age,\"hours, a week\",component,income/0,1,2,5,x/1,3,4,6,y",
        "Unnamed: 0,remark,age,\"hours, a week\"/8,?,1,2/9,,3,4",
        "age;hours, a week/1;2/3;4",
        "2019,age,\"hours, a week\"/5,1,2/6,3,4",
      })
  void columns_are_found_by_name_and_others_left_out(String text) throws IOException {
    assertThat(read(file(text).toString(), TABLE)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void samples_take_the_options_of_data() throws IOException {
    String path = file("age,income,\"hours, a week\"/1,x,2/3,y,4").toString();
    assertThat(read(path + ":label=income", TABLE)).containsExactly(1, 2, 3, 4);
    assertThat(read(path + ":header=yes,encoding=UTF-8,decimal=point,label=income", TABLE))
        .containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> read(path + ":label=salary", TABLE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no column of " + path + " called 'salary'");
    assertThatThrownBy(() -> read(path + ":resize=8", TABLE))
        .hasMessageContaining("no option of data set");
    Path bare = file("1,2/3,4");
    assertThat(read(bare + ":header=no", TABLE)).containsExactly(1, 2, 3, 4);
    assertThat(read(bare + ":header=no", PLANE)).containsExactly(1, 2, 3, 4);
    Path labelled = file("x,1,2/y,3,4");
    assertThat(read(labelled + ":header=no,label=x1", TABLE)).containsExactly(1, 2, 3, 4);
    assertThat(read(labelled + ":header=no", PLANE)).containsExactly(1, 2, 3, 4);
    Path excel = folder.resolve("excel.txt");
    Files.write(
        excel,
        "\uFEFFage\thours, a week\tincome\r\n1,5\t2\tGrün\r\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(read(excel.toString(), TABLE)).containsExactly(1.5f, 2);
  }

  @Test
  void headerless_data_and_samples_match_by_position() throws IOException {
    Path data = Files.writeString(folder.resolve("d.csv"), "x,1,2\ny,3,4\nx,5,6\ny,7,8\n");
    Domain domain = Datasets.open(data + ":header=no,label=x1").domain();
    assertThat(read(data + ":header=no,label=x1", domain)).hasSize(8);
    assertThat(read(data + ":header=no", domain)).hasSize(8).startsWith(1, 2);
    assertThat(read(file("1,2/3,4") + ":header=no", domain)).containsExactly(1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "age,income/1,x | must have the columns age, hours, a week of the data, in any order, but lacks hours, a week and has age, income",
        "age,\"hours a week\"/1,2 | rename 'hours a week' to 'hours, a week'",
        "age,hours/1,2 | lacks hours, a week and has age, hours; add what is missing",
        "age,b,c/1,2,3 | lacks hours, a week and has age, b, c; add what is missing",
        "a,b/1,2 | there are as many columns: name them as in the data, or say :header=no if the first line is a row",
        "1,2/3,4 | :header=no if this line is a row",
        "age,\"hours, a week\",income/1,2,x/1,?,y | line 3, column 'hours, a week': must be a finite number, but is '?', a missing value",
        "age,age,\"hours, a week\"/1,2,3 | the column 'age' occurs twice",
        "age,\"hours, a week\" | must contain at least one numeric column and one row",
      })
  void what_is_missing_is_named(String text, String message) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> read(file.toString(), TABLE))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x1,x2/1,2/3,4",
        "x2,component,x1/2,0,1/4,1,3",
        "x2,label,x1/2,a,1/4,b,3",
        "a,b/1,2/3,4",
        "kind,lon,lat/u,1,2/v,3,4",
        "lon,kind,lat/1,u,2/3,v,4",
        "label,x,y/7,1,2/8,3,4",
        "x,y,component/1,2,7/3,4,8",
        ",x,y/0,1,2/1,3,4",
      })
  void points_are_x1_x2_or_the_numbers_in_order(String text) throws IOException {
    assertThat(read(file(text).toString(), PLANE)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void points_of_another_dimension_are_refused() throws IOException {
    Path three = file("a,b,c/1,2,3");
    assertThatThrownBy(() -> read(three.toString(), PLANE))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(
            "must have 2 columns of numbers like the points of the data, but has 3, a, b, c");
    assertThat(read(three + ":label=a", PLANE)).containsExactly(2, 3);
    assertThatThrownBy(() -> read(file("a/1").toString(), PLANE)).hasMessageContaining("has 1, a");
    assertThatThrownBy(() -> read(file("a,b/1,x").toString(), PLANE))
        .hasMessageContaining("line 2, column 'b': must be a finite number, but is 'x'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind", "Fraud, yes or no", "component", "a \"b\" + c[1]*2", "labels"})
  void a_written_table_is_data_and_samples_again(String label) throws IOException {
    StringBuilder rows = new StringBuilder("a," + quoted(label) + ",b\n");
    List<String> classes = List.of("5\" disk", "Grün", "no, \"never\"", "two\nlines");
    for (int i = 0; i < 40; i++) {
      rows.append(
          String.format(Locale.ROOT, "%d,%s,%s\n", i, quoted(classes.get(i % 4)), i * 0.1f));
    }
    Path real = Files.writeString(folder.resolve("real.csv"), rows);
    Dataset data = Datasets.open(Datasets.labelled(real.toString(), label));
    assertThat(data.classes()).containsExactlyElementsOf(classes);
    Path out = folder.resolve("out.csv");
    float[] values = {1.5f, -2e-7f, 3, .1f, 5, 6, 7, 8};
    try (var _ = new Scope()) {
      Tensor x = Ops.of(values, 4, 2);
      Map<String, Tensor> more = new LinkedHashMap<>();
      more.put("component", Ops.of(0, 1, 2, 3));
      more.put("labels", Ops.of(3, 2, 1, 0));
      Samples.write(out, data.domain(), x, more, data.classes());
    }
    assertThat(read(out.toString(), data.domain())).containsExactly(values);
    assertThat(read(Datasets.labelled(out.toString(), label), data.domain()))
        .containsExactly(values);
    CsvTable again = CsvTable.read(out, new TableOptions(label, null, null, null));
    assertThat(again.labels()).containsExactlyElementsOf(classes.reversed());
    assertThat(again.labelAt()).isEqualTo(1);
    assertThat(again.columns())
        .containsExactly("a", "b", label.equals("component") ? "component 2" : "component");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @Test
  void points_with_classes_have_a_column_of_words() throws IOException {
    Path out = folder.resolve("p.csv");
    try (var _ = new Scope()) {
      Tensor x = Ops.of(new float[] {1, 2, 3, 4}, 2, 2);
      Samples.write(out, PLANE, x, Map.of("labels", Ops.of(1, 0)), List.of("curve", "isolated"));
    }
    assertThat(Files.readAllLines(out))
        .containsExactly("x1,x2,label", "1.0,2.0,isolated", "3.0,4.0,curve");
    assertThat(read(out.toString(), PLANE)).containsExactly(1, 2, 3, 4);
  }
}
