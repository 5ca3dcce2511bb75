package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A classifier of digits that is trained for a few steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClassifierCommandTest {

  @TempDir private static Path folder = Path.of("");

  private Path file = Path.of("");
  private Shell trained = new Shell(0, "", "");

  @BeforeAll
  void train() {
    file = folder.resolve("some where").resolve("digits.safetensors");
    trained =
        Shell.run(
            "classifier", "train", "--data", "digits", "--steps", 200, "--out", file, "--json");
  }

  @Test
  void training_ends_with_one_line_of_json() {
    assertThat(trained.code()).as(trained.err()).isZero();
    JsonNode line = Json.read(trained.last());
    assertThat(line.get("classifier").asString()).matches("classifier:digits-cnn@[0-9a-f]{4}");
    assertThat(line.get("heldOut").asLong()).isEqualTo(1_797);
    assertThat(line.get("accuracy").asDouble())
        .isBetween(line.get("low").asDouble(), line.get("high").asDouble())
        .isGreaterThan(0.6);
    assertThat(line.get("steps").asLong()).isEqualTo(200);
    assertThat(trained.err()).contains("classifier of digits (3,823 images 8×8, 10 classes)");
  }

  @Test
  void showing_and_checking_agree_with_training() {
    JsonNode line = Json.read(trained.last());
    Shell shown = Shell.run("classifier", "show", file);
    assertThat(shown.code()).isZero();
    assertThat(shown.out())
        .contains(line.get("classifier").asString())
        .contains("trained on  digits, 200 steps, seed 1")
        .contains(line.get("dataHash").asString())
        .contains("0, 1, 2, 3, 4, 5, 6, 7, 8, 9")
        .contains("(1,797 held-out rows)");
    assertThat(Json.read(Shell.run("classifier", "show", file, "--json").last())).isEqualTo(line);
    Shell checked = Shell.run("classifier", "check", file, "--data", "digits", "--json");
    assertThat(checked.code()).isZero();
    assertThat(Json.read(checked.last()).get("accuracy")).isEqualTo(line.get("accuracy"));
    assertThat(Json.read(checked.last()).get("low")).isEqualTo(line.get("low"));
  }

  @Test
  void a_classifier_is_not_overwritten() throws java.io.IOException {
    byte[] before = Files.readAllBytes(file);
    Shell again = Shell.run("classifier", "train", "--data", "digits", "--steps", 1, "--out", file);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("never overwritten; choose another --out");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void errors_are_specific() {
    Path other = folder.resolve("other.safetensors");
    assertThat(Shell.run("classifier", "train", "--data", "ring", "--steps", 0, "--out", other))
        .returns(2, Shell::code)
        .returns("everymode: --steps must be at least 1, but is 0\n", Shell::err);
    assertThat(Shell.run("classifier", "train", "--data", "digits", "--out", "digits.bin").err())
        .contains("--out must end in .safetensors, but is digits.bin");
    Shell roll = Shell.run("classifier", "train", "--data", "swiss-roll", "--out", other);
    assertThat(roll.code()).isEqualTo(2);
    assertThat(roll.err()).contains("a classifier needs labelled data with at least 2 classes");
    Shell none = Shell.run("classifier", "show", folder.resolve("none.safetensors"));
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err())
        .contains("there is no classifier")
        .contains("everymode classifier train");
    Shell ring = Shell.run("classifier", "check", file, "--data", "ring");
    assertThat(ring.code()).isEqualTo(1);
    assertThat(ring.err()).contains("choose other data").doesNotContain("\tat ");
    assertThat(Shell.run("classifier").out()).contains("train").contains("show").contains("check");
  }
}
