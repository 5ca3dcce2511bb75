package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.data.file.PathSpec;
import java.nio.charset.StandardCharsets;

/// Any text is an expression or refused with a message, and any text can be the value of an option.
class ExpressionFuzzTest {

  @FuzzTest
  void expression(byte[] bytes) throws Exception {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Fuzzed.read(
        bytes.length,
        () -> {
          Expression parsed = Expression.parse(text);
          assertThat(Expression.parse(parsed.with(set -> set)).parts())
              .extracting(Expression.Part::set)
              .containsExactlyElementsOf(
                  parsed.parts().stream().map(Expression.Part::set).toList());
          parsed.parts().forEach(part -> PathSpec.of(part.set()).spec());
        });
  }

  @FuzzTest
  void columnOfExpression(byte[] bytes) throws Exception {
    String column = new String(bytes, StandardCharsets.UTF_8);
    Fuzzed.read(
        bytes.length,
        () -> {
          String text = "3*" + Datasets.labelled("none.csv:header=yes", column) + "[a] + digits";
          Expression parsed = Expression.parse(text);
          assertThat(parsed.parts()).hasSize(2);
          assertThat(PathSpec.of(parsed.parts().getFirst().set()).spec().options())
              .containsEntry("label", column)
              .containsEntry("header", "yes");
          assertThat(parsed.with(set -> set)).isEqualTo(text);
        });
  }
}
