package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers as they are written in other countries and by other programs: what is clear is read,
/// what can be read in two ways is refused.
class TableNumbersTest {

  private static final TableOptions POINT =
      new TableOptions(null, null, null, NumberText.Mark.POINT);
  private static final TableOptions COMMA =
      new TableOptions(null, null, null, NumberText.Mark.COMMA);

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(
        folder.resolve("t.csv"), text.replaceAll("/(?!A)", "\n") + "\n"); // not in N/A
  }

  private CsvTable read(String text) throws IOException {
    return CsvTable.read(file(text), TableOptions.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a;b/1,5;2,5/3;4 | Decimal commas are read in a, b.",
        "a;b/1,5;2.5/3;4.25 | Decimal commas are read in a.",
        "a;b/-0,5;1/,25;2 | Decimal commas are read in a.",
        "a,b/\"1,5\",2/\"2,25\",3 | Decimal commas are read in a.",
        "a;b/1.234,5;1/7;2 | Decimal commas are read in a.",
        "a;b/1,234;1,5/2,345;2 | Decimal commas are read in a, b.",
        "a,b/\"11,806.96\",1/999,2 | Commas are read as separators of thousands in a.",
        "a,b/\"1,234,567\",1/\"1,000\",2 | Commas are read as separators of thousands in a.",
        "a,b/\"1,234\",0.5/\"2,345\",2 | Commas are read as separators of thousands in a.",
        "a,b/True,1/False,2 | True and False are read as 1 and 0 in a.",
        "a,b/TRUE,1/true,2 | True and False are read as 1 and 0 in a.",
      })
  void unusual_numbers_are_read_where_they_are_clear_and_noted(String text, String note)
      throws IOException {
    assertThat(read(text).notes()).containsExactly(note);
  }

  @Test
  void values_are_those_meant() throws IOException {
    assertThat(read("a;b/1,5;2/-1.234,25;3").values()).containsExactly(1.5f, 2, -1234.25f, 3);
    assertThat(read("a;b/1,234;1,5/2,345;2").values()).containsExactly(1.234f, 1.5f, 2.345f, 2);
    assertThat(read("a,b/\"11,806.96\",1/999,2").values()).containsExactly(11806.96f, 1, 999, 2);
    assertThat(read("a,b/\"1,234\",0.5/\"2,345\",2").values()).containsExactly(1234, .5f, 2345, 2);
    assertThat(read("a,b/True,1/False,2/true,3").values()).containsExactly(1, 1, 0, 2, 1, 3);
    assertThat(read("a;b/1 234,5;1/1\u00A0234\u00A0567,5;2/1'234,5;3").values())
        .containsExactly(1234.5f, 1, 1234567.5f, 2, 1234.5f, 3);
    assertThat(read("a;b/1,5e3;1/2,5E-1;2").values()).containsExactly(1500, 1, .25f, 2);
    assertThat(read("a;b/1.234;0.5/2.345;2").values()).containsExactly(1.234f, .5f, 2.345f, 2);
    assertThat(read("a,b/1.234,1e3/5.678,.5/+1,-2.").values())
        .containsExactly(1.234f, 1000, 5.678f, .5f, 1, -2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b/\"1,234\",1/\"2,345\",2 | line 2, column 'a': can be read in two ways",
        "a;b/1;1/1,234;2 | line 3, column 'a': can be read in two ways",
        "a;b;c/1,234;1,5;0.5/1;2;3 | line 2, column 'a': can be read in two ways",
        "a;b/1.234;1,5/2.345;2 | line 2, column 'a': can be read in two ways, '1.234' with a decimal point or with thousands separated; add :decimal=comma to the path if they are thousands",
        "a;b/1.234;1/2.345;2 | can be read in two ways, '1.234' with a decimal point or with thousands separated; add :decimal=point or :decimal=comma to the path",
        "a;b/1,5;1/2.5;2 | line 3, column 'a': must have the same decimal mark as the numbers above, but is '2.5'",
        "a,b/\"1,23\",1/\"1,234.5\",2 | line 3, column 'a': must have the same decimal mark",
        "a,b/\"12,34,567\",1/1,2 | line 2, column 'a': must be a finite number, but is '12,34,567'",
        "a,b/12%,1/1,2 | line 2, column 'a': must be a finite number, but is '12%'",
        "a,b/True,1/0,2 | line 2, column 'a': must be a finite number, but is 'True'",
        "a,b/yes,1/no,2 | line 2, column 'a': must be a finite number, but is 'yes'; write numbers or drop the column, or select it as the classes with :label=a",
        "a,b/1,1/inf,2 | line 3, column 'a': must be a finite number, but is 'inf'",
        "a,b/1,1/1e39,2 | line 3, column 'a': must be a finite number, but is '1e39', too large",
        "a,b/1,x/y,2 | line 2, column 'b': must be a finite number, but is 'x'",
        "a,b/-E88,2/1,2 | line 2, column 'a': must be a finite number, but is '-E88'",
        "a,b/1f,2/1d,2 | must be a finite number, but is '1f'",
        "a b, c/x,2/1,2 | with :label=a b",
      })
  void what_can_be_read_in_two_ways_or_is_no_number_is_refused(String text, String message)
      throws IOException {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"NA", "NaN", "nan", "null", "NULL", "None", "?", "N/A", "#N/A", "<NA>", "-"})
  void a_missing_value_is_called_one(String text) throws IOException {
    assertThatThrownBy(() -> read("a,b/1,2/3," + text))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(
            String.format(
                Locale.ROOT,
                "line 3, column 'b': must be a finite number, but is '%s', a missing value; fill or drop it",
                text));
    assertThatThrownBy(() -> read("a,b/1,True/3,False/4," + text))
        .hasMessageContaining("line 4, column 'b'")
        .hasMessageContaining("a missing value");
  }

  @Test
  void the_decimal_mark_can_be_named() throws IOException {
    String both = "a,b/\"1,234\",1/\"2,345\",2";
    assertThat(CsvTable.read(file(both), POINT).values()).containsExactly(1234, 1, 2345, 2);
    assertThat(CsvTable.read(file(both), COMMA).values()).containsExactly(1.234f, 1, 2.345f, 2);
    assertThat(CsvTable.read(file("a;b/1.234;1,5/2.345;2"), COMMA).values())
        .containsExactly(1234, 1.5f, 2345, 2);
    assertThatThrownBy(() -> CsvTable.read(file("a;b/1;2/1,5;2"), POINT))
        .hasMessageContaining(
            "line 3, column 'a': must be a number with a decimal point, but is '1,5'");
    assertThatThrownBy(() -> CsvTable.read(file("a;b/1.5;2"), COMMA))
        .hasMessageContaining("must be a number with a decimal comma, but is '1.5'");
    Path file = file(both + "/3,4");
    assertThat(Datasets.open(file + ":decimal=point").notes())
        .contains("Commas are read as separators of thousands in a.");
    assertThatThrownBy(() -> Datasets.open(file + ":decimal=dot"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("decimal must be point or comma, but is dot");
  }
}
