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
      "emaDecay=0"
    };
    Object[] words = Arrays.copyOf(all, all.length + options.length);
    System.arraycopy(options, 0, words, all.length, options.length);
    return Shell.run(words);
  }

  private Shell measured(String... options) {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--metrics";
    all[options.length + 1] = "coverage";
    return train(all);
  }

  @Test
  void a_game_that_fails_is_reported_in_the_terminal_and_in_the_report() throws IOException {
    Shell shell = measured();
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err())
        .containsPattern("everymode: warning: [a-z ]+ at step \\d+: samples cover 0 % of what");
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("<h2>Collapse alarm</h2>", "The alarm was raised: ");
  }

  @Test
  void a_stopped_game_is_measured_and_ends_with_an_error() {
    Shell shell = measured("--stop-on-collapse");
    assertThat(shell.code()).isEqualTo(1);
    assertThat(shell.err())
        .containsPattern("stopped by the alarm, at the checkpoint of step (1[2-9]\\d|2\\d\\d)");
    assertThat(shell.out()).contains("coverage");
  }

  @Test
  void a_stop_by_the_alarm_is_an_error_without_measuring_too() throws IOException {
    Shell shell = train("--rollback", "--no-eval", "--quiet", "--json");
    assertThat(shell.code()).isEqualTo(1);
    assertThat(shell.err()).containsPattern("everymode: warning: [a-z ]+ at step \\d+: samples");
    assertThat(shell.out()).contains("\"alarms\":[{\"kind\":");
    Shell measured = Shell.run("evaluate", folder.resolve("run"), "--metrics", "coverage");
    assertThat(measured.out())
        .containsPattern("stopped at step \\d+ of 400, and the collapse alarm");
  }

  @Test
  void the_report_says_that_no_alarm_was_raised_and_what_that_means() throws IOException {
    Shell shell =
        Shell.run(
            "train",
            "gan",
            "--data",
            "ring",
            "--out",
            folder.resolve("short"),
            "--threads",
            1,
            "--steps",
            30,
            "--set",
            "batchSize=2400",
            "--metrics",
            "coverage");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(Files.readString(folder.resolve("short/report.html")))
        .contains("No alarm could be raised: that takes 6 checks, and there were 3.")
        .contains("silence says nothing about it");
  }

  @Test
  void what_is_not_watched_cannot_stop_a_training() {
    assertThat(train("--no-watch", "--rollback").err())
        .contains("--no-watch and --rollback exclude each other; leave out one of them");
  }

  @Test
  void what_is_not_watched_says_nothing() {
    assertThat(measured("--no-watch").err()).doesNotContain("warning: ");
    assertThat(folder.resolve("run/signals.jsonl")).doesNotExist();
  }
}
