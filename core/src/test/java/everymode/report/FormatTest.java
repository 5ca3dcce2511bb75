package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NaN|–",
        "Infinity|–",
        "0|0",
        "-0.0|0",
        "25|25",
        "1797|1,797",
        "0.7432|0.743",
        "1|1",
        "-1.2345|−1.23",
        "0.00031|0.000310",
        "0.00001234|1.23e-05",
        "12345.6|12,346",
        "1e12|1.00e+12"
      })
  void a_number_has_three_significant_digits(double value, String expected) {
    assertThat(Format.number(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "0.001|fewer than 1", "0.614|61", "0.996|more than 99", "1|100"})
  void a_share_is_never_rounded_to_all_or_none(double share, String expected) {
    assertThat(Format.hundredth(share)).isEqualTo(expected);
  }

  @Test
  void a_list_is_formatted_as_in_a_sentence() {
    assertThat(Format.list(List.of("3"))).isEqualTo("3");
    assertThat(Format.list(List.of("3", "8"))).isEqualTo("3 and 8");
    assertThat(Format.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
    assertThat(Format.list(List.of("1", "2", "3", "4", "5", "6", "7")))
        .isEqualTo("1, 2, 3, 4, 5 and 2 more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.5|0.5 s", "42.4|42 s", "59.7|1 min 00 s", "734.2|12 min 14 s", "7380|2 h 03 min"})
  void a_duration_is_readable(double seconds, String expected) {
    assertThat(Format.duration(seconds)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NaN|–",
        "-0.3|0 %",
        "0.2497|24 %",
        "0.25|25 %",
        "0.879|88 %",
        "1.047|105 %",
        "32.5|3,250 %"
      })
  void a_share_of_the_due_below_the_limit_does_not_read_as_the_limit(
      double share, String expected) {
    assertThat(Format.due(share)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"NaN|–", "0|0.0", "9.94|9.9", "9.96|10", "460.9999|461", "12345|12,345"})
  void an_expected_count_has_a_decimal_below_ten(double count, String expected) {
    assertThat(Format.expected(count)).isEqualTo(expected);
  }
}
