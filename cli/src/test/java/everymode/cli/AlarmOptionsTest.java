package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the user sees of the collapse alarm.
final class AlarmOptionsTest {

  @TempDir private Path folder = Path.of("");

  /// A generator whose samples are far away soon.
  private Shell train(String... options) {
    Object[] all = {
      "train",
      "gan",
      "--data",
      "ring",
      "--out",
      folder.resolve("run"),
      "--threads",
      1,
      "--steps",
      400,
      "--set",
      "batchSize=2048",
      "--set",
      "generator.hiddenSizes=[8]",
      "--set",
      "generatorOptimizer.learningRate=1",
      "--set",
      "emaDecay=0",
      "--metrics",
      "coverage"
    };
    Object[] words = Arrays.copyOf(all, all.length + options.length);
    System.arraycopy(options, 0, words, all.length, options.length);
    return Shell.run(words);
  }

  @Test
  void a_game_that_fails_is_reported_in_the_terminal_and_in_the_report() throws IOException {
    Shell shell = train();
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err())
        .containsPattern("everymode: warning: [a-z ]+ at step \\d+: samples cover 0 % of what");
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("<h2>Collapse alarm</h2>", "The alarm was raised: ");
  }

  @Test
  void a_stopped_game_is_measured_and_ends_with_an_error() {
    Shell shell = train("--stop-on-collapse");
    assertThat(shell.code()).isEqualTo(1);
    assertThat(shell.err())
        .containsPattern("stopped by the alarm, at the checkpoint of step (1[2-9]\\d|2\\d\\d)");
    assertThat(shell.out()).contains("coverage");
  }

  @Test
  void what_is_not_watched_says_nothing() {
    assertThat(train("--no-watch").err()).doesNotContain("warning: ");
    assertThat(folder.resolve("run/signals.jsonl")).doesNotExist();
  }
}
