package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetSpecTest {

  @Test
  void options_are_separated_by_commas_and_may_be_quoted() {
    assertThat(DatasetSpec.parse("t.csv:label = a b ,header=no").options())
        .containsEntry("label", "a b")
        .containsEntry("header", "no");
    assertThat(DatasetSpec.parse("t.csv:label= \"a, b=c: \"\"d\"\"\" ,header=\"no\"").options())
        .containsEntry("label", "a, b=c: \"d\"")
        .containsEntry("header", "no");
    assertThat(DatasetSpec.parse("t.csv:label=\"\"").options()).containsEntry("label", "");
    assertThat(DatasetSpec.parse("t.csv:label=5\" disk").options())
        .containsEntry("label", "5\" disk");
    assertThat(DatasetSpec.parse("t.csv:label=a=b").options()).containsEntry("label", "a=b");
    assertThat(DatasetSpec.parse("t.csv").options()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind",
        "Fraud, yes or no",
        "a=b",
        "a:b",
        "\"",
        "say \"x\"",
        " x",
        "a + b",
        "x[1]",
        "3*y",
        "Größe",
        "two\nlines",
        ""
      })
  void a_quoted_value_is_read_back(String value) {
    String text = "t.csv:label=" + DatasetSpec.quoted(value) + ",header=yes";
    assertThat(DatasetSpec.parse(text).options())
        .containsEntry("label", value)
        .containsEntry("header", "yes");
    assertThat(DatasetSpec.masked(text))
        .hasSameSizeAs(text)
        .startsWith("t.csv:label=")
        .endsWith(",header=yes");
  }

  @Test
  void plain_values_need_no_quotes() {
    assertThat(DatasetSpec.quoted("my class-2_x")).isEqualTo("my class-2_x");
    assertThat(DatasetSpec.quoted("a,b")).isEqualTo("\"a,b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "t.csv: | but '' is not",
        "t.csv:label | but 'label' is not",
        "t.csv:label=a, | but '' is not",
        "t.csv:label=Fraud, yes | but ' yes' is not; put values with commas in double quotes",
        "t.csv:label=\"a, b | but ' b' is not",
        "t.csv:label=a,label=b | label is given twice",
      })
  void what_is_no_option_is_refused(String text, String message) {
    assertThatThrownBy(() -> DatasetSpec.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }
}
