package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The likelihood of a model that knows its density, as a score and row by row.
final class PerRowTest {

  @TempDir private Path folder = Path.of("");

  private Shell train(String family, String name) {
    return Shell.run(
        "train",
        family,
        "--data",
        "digits",
        "--out",
        folder.resolve(name),
        "--threads",
        1,
        "--steps",
        3,
        "--no-eval");
  }

  private Shell evaluate(String name, Path table) {
    return Shell.run(
        "evaluate",
        folder.resolve(name),
        "--per-row",
        table,
        "--metrics",
        "bits-per-dim",
        "--samples",
        100,
        "--threads",
        1);
  }

  @Test
  void rows_have_the_likelihood_that_the_score_is_the_mean_of() throws IOException {
    assertThat(train("pixelcnn", "run").code()).isZero();
    Path table = folder.resolve("rows.csv");
    Shell shell = evaluate("run", table);
    assertThat(shell.code()).as(shell.err()).isZero();
    List<String> lines = Files.readAllLines(table);
    assertThat(lines).hasSize(5_621).startsWith("part,row,class,nats");
    assertThat(lines.get(1)).matches("train,0,\\d,-[0-9.]+");
    double mean =
        lines.stream()
            .filter(line -> line.startsWith("held-out"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
            .average()
            .orElseThrow();
    double bits =
        Json.read(folder.resolve("run").resolve("metrics.json"))
            .at("/scores/bits-per-dim/value")
            .asDouble();
    assertThat(-mean / Math.log(2) / 64).isBetween(bits - 1e-3, bits + 1e-3);
    assertThat(bits).isBetween(1.0, 8.5);
  }

  @Test
  void a_model_without_density_says_which_families_have_one() {
    assertThat(train("gan", "gan").code()).isZero();
    Shell shell = evaluate("gan", folder.resolve("rows.csv"));
    assertThat(shell.code()).isEqualTo(2);
    assertThat(shell.err()).contains("gan does not know its density; train pixelcnn or made");
  }
}
