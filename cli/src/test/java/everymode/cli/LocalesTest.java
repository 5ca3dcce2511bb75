package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands print the same in every locale.
final class LocalesTest {

  @TempDir private Path folder = Path.of("");
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(usual);
  }

  private Path table(String name, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("height,weight,kind\n");
    for (int i = 0; i < 300; i++) {
      text.append(1_000 * random.nextDouble()).append(',').append(random.nextDouble());
      text.append(i % 4 == 0 ? ",rare\n" : ",common\n");
    }
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void results_messages_and_errors_are_the_same() throws IOException {
    Path real = table("real.csv", 1);
    Path made = table("made.csv", 2);
    List<Object[]> commands =
        List.of(
            new Object[] {"data", "check", real, "--label", "kind"},
            new Object[] {"data", "check", real + ":label=none"},
            new Object[] {"evaluate", made, "--data", real, "--label", "kind"},
            new Object[] {"certify", made, "--against", real, "--label", "kind", "--plan"},
            new Object[] {"train", "gan", "--data", real, "--set", "batchSize=-1234"},
            new Object[] {"train", "--help"});
    for (Object[] command : commands) {
      Locale.setDefault(Locale.ROOT);
      Shell expected = Shell.run(command);
      for (String tag : List.of("fa-IR", "mr-IN", "ar-EG", "de-DE", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(Shell.run(command)).as(tag).isEqualTo(expected);
      }
    }
  }
}
