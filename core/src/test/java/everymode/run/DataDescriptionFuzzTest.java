package everymode.run;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import java.nio.charset.StandardCharsets;

/// Any text is either read as the description of data or rejected with one sentence.
class DataDescriptionFuzzTest {

  @FuzzTest
  void dataDescription(byte[] bytes) throws Exception {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Fuzzed.read(bytes.length, () -> DataDescription.parse("data.json", text, "absent").describe());
  }
}
