package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.catalog.DataCheck;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.RowLabels;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Characters, separators and lines of tables as other programs write them.
class TableTextTest {

  private static final String COLOURS =
      "x,colour\n1,Grün\n2,Grön\n3,Rot\n4,Grün\n5,Grön\n6,Rot\n7,Grün\n8,Grön\n9,Rot\n";

  @TempDir private Path folder;

  private Path file(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private Path file(String text) throws IOException {
    return file("t.csv", text, StandardCharsets.UTF_8);
  }

  private static CsvTable read(Path file) {
    return CsvTable.read(file, TableOptions.NONE);
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8,false",
    "UTF-8,true",
    "UTF-16LE,true",
    "UTF-16BE,true",
    "UTF-16LE,false",
    "UTF-16BE,false",
    "UTF-32LE,true",
    "UTF-32BE,true",
    "windows-1252,false",
    "ISO-8859-1,false"
  })
  void every_class_keeps_its_name_in_every_encoding(String encoding, boolean mark)
      throws IOException {
    byte[] bytes = ((mark ? "\uFEFF" : "") + COLOURS).getBytes(Charset.forName(encoding));
    for (byte[] content : List.of(bytes, zipped(bytes))) {
      Path file = Files.write(folder.resolve("colours.txt"), content);
      Dataset data = Datasets.open(file + ":label=colour");
      assertThat(data.classes()).containsExactly("Grön", "Grün", "Rot");
      boolean latin = encoding.equals("windows-1252") || encoding.startsWith("ISO");
      assertThat(data.notes().stream().filter(note -> note.contains("windows-1252")))
          .hasSize(latin ? 1 : 0);
      if (latin) {
        assertThat(data.notes()).anyMatch(note -> note.startsWith("Line 2 is not UTF-8"));
      }
      assertThat(DataCheck.of(file + ":label=colour").content())
          .extracting(DataCheck.RowSummary::format)
          .isEqualTo("table of numbers");
    }
  }

  @Test
  void an_encoding_can_be_named() throws IOException {
    Path file =
        file("t.csv", "x,город\n1,Орёл\n2,Тула\n3,Орёл\n4,Тула\n", Charset.forName("KOI8-R"));
    Dataset data = Datasets.open(file + ":label=город,encoding=KOI8-R");
    assertThat(data.classes()).containsExactly("Орёл", "Тула");
    Path latin = file("l.csv", COLOURS, StandardCharsets.ISO_8859_1);
    assertThat(Datasets.open(latin + ":label=colour,encoding=latin-1").notes())
        .noneMatch(note -> note.contains("windows-1252"));
    assertThatThrownBy(() -> Datasets.open(latin + ":encoding=UTF-8"))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("line 2: must be text, but is not valid UTF-8");
    assertThatThrownBy(() -> Datasets.open(latin + ":encoding=klingon"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encoding must be the name of one")
        .hasMessageContaining("klingon");
  }

  @Test
  void bytes_that_are_no_text_are_refused_with_their_line() throws IOException {
    Path odd = Files.write(folder.resolve("t.csv"), new byte[] {'a', '\n', '1', '\n', (byte) 0x81});
    assertThatThrownBy(() -> read(odd))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("line 3: must be text, but is not valid UTF-8 or windows-1252")
        .hasMessageContaining(":encoding=NAME");
    byte[] cut = "\uFEFFa\n1\n".getBytes(StandardCharsets.UTF_16LE);
    Path half = Files.write(folder.resolve("h.csv"), java.util.Arrays.copyOf(cut, cut.length - 1));
    assertThatThrownBy(() -> read(half))
        .hasMessageContaining("line 2: must be text, but is not valid UTF-16LE");
    Path zero = file("a,b\n1,2\n3,\0\n");
    assertThatThrownBy(() -> read(zero)).hasMessageContaining("line 3: must be text");
  }

  @Test
  void an_error_far_behind_the_start_is_found_at_its_line() throws IOException {
    String rows = "1,Rot\n".repeat(50_000);
    Path file = file("t.csv", "x,colour\n" + rows + "1,Grün\n", StandardCharsets.ISO_8859_1);
    assertThat(read2(file).notes())
        .containsExactly(
            "Line 50002 is not UTF-8, so the file is read as windows-1252 (Latin-1); :encoding=NAME reads it as another.");
  }

  private static CsvTable read2(Path file) {
    return CsvTable.read(file, new TableOptions("colour", null, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sep=;\na;b\n1;2\n3;4\n",
        "\uFEFFsep=;\r\na;b\r\n1;2\r\n3;4\r\n",
        "SEP=;\ra;b\r1;2\r3;4\r",
        "\"sep=;\"\na;b\n1;2\n3;4",
        "sep=,\na,b\n1,2\n3,4\n",
        "sep=\\t\na\tb\n1\t2\n3\t4\n",
        "sep=\t\na\tb\n1\t2\n3\t4\n",
        "sep=|\na|b\n1|2\n3|4\n",
        "sep=:\na:b\n1:2\n3:4\n",
        "sep=^\na^b\n1^2\n3^4\n",
        "a|b\n1|2\n3|4\n",
        "a;b\n1;2\n3;4",
        "a\tb\r1\t2\r3\t4\r",
        "\n\na,b\n\n1,2\n3,4\n\n\n",
        "a , b \n 1 , 2\n3,4 \n",
        "\"a\", \"b\"\n\"1\", \"2\"\n\"3\", \"4\"\n",
        "a,b\n1,2\n3,4\n\u001A",
      })
  void a_table_is_the_same_however_its_fields_are_separated(String text) throws IOException {
    CsvTable csv = read(file(text));
    assertThat(csv.columns()).containsExactly("a", "b");
    assertThat(csv.values()).containsExactly(1, 2, 3, 4);
    assertThat(csv.notes()).isEmpty();
  }

  @Test
  void lines_are_counted_from_the_first_line_of_the_file() throws IOException {
    for (String end : new String[] {"\n", "\r\n", "\r"}) {
      Path file = file("sep=;" + end + "a;b" + end + "1;2" + end + "1;x" + end);
      assertThatThrownBy(() -> read(file)).hasMessageContaining("line 4, column 'b'");
      Path open = file("sep=;" + end + "a;b" + end + "1;\"2" + end + "1;3" + end);
      assertThatThrownBy(() -> read(open)).hasMessageContaining("that of line 3 is open");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sep=\n1,2\n", "sep=1\na1b\n", "sep=.\na.b\n", "sep=\"\na\n1\n"})
  void a_separator_that_cannot_be_one_is_refused(String text) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("line 1: sep= must name the separator");
  }

  @Test
  void separators_in_names_and_decimals_do_not_mislead() throws IOException {
    CsvTable csv = read(file("Height, cm, bare;Weight\n180;70\n170;60\n"));
    assertThat(csv.columns()).containsExactly("Height, cm, bare", "Weight");
    assertThat(read(file("a;b\n1,5;2,5\n3,5;4,5\n")).values())
        .containsExactly(1.5f, 2.5f, 3.5f, 4.5f);
    CsvTable headerless =
        CsvTable.read(file("1,5;2,5\n3,5;4,5\n"), new TableOptions(null, false, null, null));
    assertThat(headerless.values()).containsExactly(1.5f, 2.5f, 3.5f, 4.5f);
  }

  @Test
  void trailing_separators_and_lines_without_values_are_ignored() throws IOException {
    CsvTable csv = read(file("a;b;\n1;2;\n;;\n3;4;\n;;\n"));
    assertThat(csv.columns()).containsExactly("a", "b");
    assertThat(csv.values()).containsExactly(1, 2, 3, 4);
    assertThat(csv.notes())
        .containsExactly(
            "Column 3 has no values; it is ignored.", "Lines without any value are ignored: 2.");
    assertThat(read(file("a,b\n1,2,\n3,4,\n")).values()).containsExactly(1, 2, 3, 4);
    assertThat(read(file("a,b,,,\n1,2,,,\n3,4,,,\n")).values()).containsExactly(1, 2, 3, 4);
    assertThatThrownBy(() -> read(file("a,b\n1,2,5\n")))
        .hasMessageContaining("line 2: must have 2 fields like the header, but has 3");
  }

  @Test
  void comments_are_refused_by_their_name() throws IOException {
    for (String text :
        new String[] {"# made today\na,b\n1,2\n", "a,b\n1,2\n# the end\n", "#v1\na,b\n1,2\n"}) {
      assertThatThrownBy(() -> read(file(text)))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("delete comments, the lines that begin with #");
    }
    assertThat(read(file("#chrom,b\n1,2\n")).columns()).containsExactly("#chrom", "b");
  }

  @Test
  void quotation_marks_inside_fields_are_text() throws IOException {
    CsvTable csv =
        CsvTable.read(
            file("x,kind\n1,\"a \"\"b\"\", c\nd\"\n2,5\" disk\n3,\"\"\"\"\n4, \"q\" \n"),
            new TableOptions("kind", null, null, null));
    assertThat(csv.labels()).containsExactly("a \"b\", c\nd", "5\" disk", "\"", "q");
  }

  @Test
  void endings_do_not_matter() throws IOException {
    for (String name : new String[] {"t.CSV", "t.tsv", "t.txt", "t.TAB", "t.dat"}) {
      Path file = file(name, "a\tb\n1\t2\n3\t4\n", StandardCharsets.UTF_8);
      assertThat(Datasets.open(file.toString()).domain().columns()).hasSize(2);
      Path zip = Files.write(folder.resolve(name + ".gz"), zipped(Files.readAllBytes(file)));
      assertThat(Datasets.open(zip.toString()).domain().columns()).hasSize(2);
    }
  }

  @Test
  void labels_of_rows_are_read_like_tables() throws IOException {
    Dataset data = Datasets.open(file(COLOURS).toString().concat(":label=colour"));
    String lines = "id;cluster\n" + "1;Grün\n2;Grön\n3;Rot\n".repeat(3);
    Path utf16 = file("c.csv", "\uFEFF" + lines.replace(';', '\t'), StandardCharsets.UTF_16LE);
    Path excel =
        file("d.csv", "sep=;\r\n" + lines.replace("\n", "\r\n"), StandardCharsets.ISO_8859_1);
    for (Path file : List.of(utf16, excel)) {
      RowLabels labels = RowLabels.read(file, data);
      assertThat(labels.train()).contains("Grün", "Grön", "Rot").doesNotContain("Gr\uFFFDn");
      assertThat(labels.train().size() + labels.heldOut().size()).isEqualTo(9);
    }
    Path gap =
        file("e.csv", "sep=;\nid;cluster\n" + "1;a\n".repeat(8) + "9;\n", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RowLabels.read(gap, data))
        .hasMessageContaining("line 11: must have a cluster");
  }
}
