package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Repair of samples with members that are trained for a few steps.
final class RepairCommandTest {

  @TempDir private Path folder = Path.of("");

  /// The first `left` points around (−1, 0), the others around (1, 0).
  private Path points(String name, int left, int right) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    String rows =
        IntStream.range(0, left + right)
            .mapToObj(i ->
                String.format(
                    Locale.ROOT,
                    "%s,%s",
                    (i < left ? -1 : 1) + 0.1 * random.nextGaussian(),
                    0.1 * random.nextGaussian()))
            .collect(Collectors.joining("\n", "a,b\n", "\n"));
    Path file = folder.resolve(name);
    Files.write(file, rows.getBytes(StandardCharsets.UTF_8));
    return file;
  }

  private Shell repair(Object subject, Object... more) throws IOException {
    Path data = folder.resolve("data.csv");
    if (!Files.exists(data)) {
      points("data.csv", 200, 200);
    }
    Object[] command = {
      "repair",
      subject,
      "--data",
      data,
      "--rounds",
      1,
      "--threads",
      1,
      "--k",
      3,
      "--samples",
      2_000,
      "--set",
      "member.steps=4",
      "--set",
      "member.generator.hiddenSizes=[8]",
      "--set",
      "member.discriminator.hiddenSizes=[8]"
    };
    return Shell.run(Stream.concat(Stream.of(command), Stream.of(more)).toArray());
  }

  @Test
  void samples_are_repaired_with_a_certificate_before_and_after() throws IOException {
    Path run = folder.resolve("run");
    Shell shell = repair(points("left.csv", 300, 0), "--out", run, "--json");
    assertThat(shell.code()).as(shell.err()).isEqualTo(Main.NOT_SHOWN);
    JsonNode json = Json.read(shell.out());
    int before = json.path("before").path("certified").asInt(-1);
    assertThat(json.path("before").path("points").asInt()).isGreaterThan(20);
    // a member of four steps covers no further row, but loses none either
    assertThat(before).isPositive();
    assertThat(json.path("after").path("certified").asInt(-1)).isGreaterThanOrEqualTo(before - 2);
    assertThat(run.resolve("certificate-before").resolve("certificate.json")).isNotEmptyFile();
    assertThat(run.resolve("certificate").resolve("coverage.npz")).isNotEmptyFile();
    assertThat(run.resolve("report.html")).isNotEmptyFile();
    Shell again = repair(folder.resolve("left.csv"), "--out", run, "--json");
    assertThat(Json.read(again.out()).path("after")).isEqualTo(json.path("after"));
  }

  @Test
  void what_cannot_be_repaired_is_reported_before_the_training() throws IOException {
    Shell nothing = repair(folder.resolve("nothing.npz"));
    assertThat(nothing.err()).contains("there is no run, file or folder");
    Path broken = folder.resolve("broken.csv");
    Files.writeString(broken, "a,b\n1,NaN\n2,3\n");
    Shell shell = repair(broken, "--out", folder.resolve("none"));
    assertThat(shell.code()).isNotZero();
    assertThat(shell.err()).contains("broken.csv").doesNotContain("round 1");
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
