package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DataCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void a_set_is_described_as_text_and_as_json() {
    Shell shell = Shell.run("data", "check", "digits");
    assertThat(shell.code()).isZero();
    assertThat(shell.out()).contains("3,823 images 8×8, 10 classes", "[1, 8, 8]", "1,797 rows");
    JsonNode json = Json.read(Shell.run("data", "check", "digits", "--json").last());
    assertThat(json.path("sound").asBoolean()).isTrue();
    assertThat(json.path("train_counts").size()).isEqualTo(10);
  }

  @Test
  void the_format_of_a_path_is_reported_and_a_broken_file_fails() throws IOException {
    byte[] records = new byte[20 * 3_073];
    Path file = Files.write(folder.resolve("test_batch.bin"), records);
    assertThat(Shell.run("data", "check", file).out())
        .contains(
            "CIFAR-10 binary", "16 colour images", "[3, 32, 32]", "values     0.000 to 0.000");
    Files.write(file, new byte[7]);
    Shell wrong = Shell.run("data", "check", file);
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("must consist of CIFAR-10 records of 3,073 bytes each");
    assertThat(Shell.run("data", "check", "minst").err()).contains("did you mean 'mnist'?");
    assertThat(Shell.run("data", "chekc").code()).isEqualTo(2);
  }

  @Test
  void the_list_shows_public_sets_with_licence_and_size() {
    assertThat(Shell.run("list", "data").out()).contains("stl-10", "MIT", "MB");
    JsonNode list = Json.read(Shell.run("list", "data", "--json").last()).path("data");
    assertThat(list.findValuesAsString("licence")).contains("MIT", "CC BY 4.0");
  }
}
