package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The rounds of a mixture that was trained for a few steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoundsCommandTest {

  @TempDir private static Path folder = Path.of("");

  private final Path mixture = Path.of("mixture");
  private final Path plain = Path.of("plain");

  @BeforeAll
  void train() {
    train("pointwise", "digits", mixture, "member.", "--set", "rounds=2");
    train("gan", "swiss-roll", plain, "");
  }

  private static Path at(Path run) {
    return folder.resolve(run);
  }

  private static void train(String family, String data, Path run, String within, Object... more) {
    Object[] command = {
      "train",
      family,
      "--data",
      data,
      "--out",
      at(run),
      "--threads",
      1,
      "--set",
      within + "steps=8",
      "--set",
      within + "batchSize=16",
      "--set",
      within + "generator={type: mlp, hiddenSizes: [8]}",
      "--set",
      within + "discriminator={type: mlp, hiddenSizes: [8]}"
    };
    Shell shell = Shell.run(Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray());
    assertThat(shell.code()).as(shell.err()).isZero();
  }

  @Test
  void rounds_of_a_class_are_printed_and_written() throws IOException {
    Shell shell = Shell.run("rounds", at(mixture), "--of", 9, "--samples", 40);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains("round  covered", "weight of 9", "first   1 members: 40 samples")
        .contains("as it is drawn: 40 samples", " of 9 (", "Theorem B")
        .contains("output  " + at(mixture).resolve("rounds"));
    assertThat(shell.err()).contains("member 1 of 2");
    assertThat(at(mixture).resolve("rounds").resolve("weights.svg")).isNotEmptyFile();
    assertThat(at(mixture).resolve("rounds").resolve("member-02.png")).isNotEmptyFile();
    Path out = folder.resolve("elsewhere");
    Shell elsewhere =
        Shell.run(
            "rounds", at(mixture), "--of", 9, "--samples", 40, "--out", out, "--json", "--quiet");
    assertThat(elsewhere.err()).isEmpty();
    JsonNode json = Json.read(elsewhere.last());
    assertThat(json.propertyNames())
        .containsExactly(
            "run", "of", "features", "within", "rounds", "mixtures", "promise", "folder");
    assertThat(json.path("folder").asString()).isEqualTo(out.toString());
    assertThat(json.path("rounds")).hasSize(2);
    // a tenth of the rows belongs to that class
    assertThat(json.path("rounds").path(0).path("weight").asDouble()).isBetween(0.09, 0.11);
    JsonNode file = Json.read(Files.readString(at(mixture).resolve("rounds/rounds.json")));
    assertThat(file.path("rounds")).isEqualTo(json.path("rounds"));
    assertThat(file.path("mixtures")).isEqualTo(json.path("mixtures"));
  }

  @Test
  void rows_are_chosen_by_number_without_any_samples() {
    Shell shell =
        Shell.run("rounds", at(mixture), "--of", "17,204", "--samples", 0, "--json", "--quiet");
    assertThat(shell.code()).as(shell.err()).isZero();
    JsonNode json = Json.read(shell.last());
    assertThat(json.path("rounds").path(0).path("weight").asDouble() * 3_823)
        .isBetween(1.999, 2.001);
    assertThat(json.path("mixtures").isEmpty()).isTrue();
  }

  @Test
  void unknown_names_and_numbers_are_refused() {
    Shell unknown = Shell.run("rounds", at(mixture), "--of", "nine");
    assertThat(unknown.code()).isEqualTo(Main.WRONG);
    assertThat(unknown.err()).contains("no class of 'digits' called 'nine'");
    Shell high = Shell.run("rounds", at(mixture), "--of", "17,9999");
    assertThat(high.code()).isEqualTo(Main.WRONG);
    assertThat(high.err()).contains("--of names row 9999, but 'digits' has the rows 0 to 3,822");
    Shell negative = Shell.run("rounds", at(mixture), "--samples", -1);
    assertThat(negative.code()).isEqualTo(Main.WRONG);
    assertThat(negative.err()).contains("--samples must be at least 0, but is -1");
    Shell within = Shell.run("rounds", at(mixture), "--within", -1);
    assertThat(within.code()).isEqualTo(Main.WRONG);
    assertThat(within.err()).contains("--within must be at least 0, but is -1");
    Shell nowhere = Shell.run("rounds", folder.resolve("nowhere"));
    assertThat(nowhere.code()).isNotZero();
    assertThat(nowhere.err()).contains("nowhere");
  }

  @Test
  void a_run_without_rounds_reports_its_samples() {
    Shell shell = Shell.run("rounds", at(plain), "--samples", 30, "--json", "--quiet");
    assertThat(shell.code()).as(shell.err()).isZero();
    JsonNode json = Json.read(shell.last());
    assertThat(json.path("rounds").isEmpty()).isTrue();
    assertThat(json.has("promise")).isFalse();
    assertThat(json.path("mixtures")).hasSize(1);
    assertThat(json.path("mixtures").path(0).path("samples").asInt()).isEqualTo(30);
    Shell text = Shell.run("rounds", at(plain), "--samples", 30, "--of", "3,17");
    assertThat(text.out()).contains("as it is drawn: 30 samples").doesNotContain("round  covered");
    Shell nothing = Shell.run("rounds", at(plain), "--samples", 0);
    assertThat(nothing.code()).isEqualTo(Main.WRONG);
    assertThat(nothing.err()).contains("was not trained in rounds");
  }
}
