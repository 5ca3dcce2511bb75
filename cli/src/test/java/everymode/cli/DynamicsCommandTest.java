package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Games on the command line.
final class DynamicsCommandTest {

  @TempDir private static Path folder = Path.of("");

  private static Shell map(String out, Object... arguments) {
    Object[] fixed = {
      "dynamics", "map", "--cells", 3, "--starts", 2, "--steps", 50, "--out", folder.resolve(out)
    };
    return Shell.run(Stream.of(fixed, arguments).flatMap(Arrays::stream).toArray());
  }

  @Test
  void a_map_is_drawn_and_printed() {
    Path out = folder.resolve("unrolled");
    Shell shell = map("unrolled", "--dynamics", "unrolled", "--k", 2, "--json", "--threads", 1);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err()).contains("dynamics map · unrolled · 6 cells of 2 games with 50 steps");
    var json = Json.read(shell.last());
    assertThat(json.path("total").path("games").asInt()).isEqualTo(12);
    assertThat(json.path("settings").path("game").path("dynamics").path("k").asInt()).isEqualTo(2);
    assertThat(out.resolve("map.html")).isNotEmptyFile();
    assertThat(out.resolve("map.csv")).isNotEmptyFile();
  }

  @Test
  void a_game_is_trained_resumed_and_summed_up() {
    Path run = folder.resolve("run");
    Shell shell = Shell.run("train", "dynamics", "--set", "dynamics=optimal", "--out", run);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("Convergence: after 3,000 steps", "report.html");
    Shell json =
        Shell.run(
            "train",
            "dynamics",
            "--set",
            "dynamics=optimal",
            "--json",
            "--out",
            folder.resolve("json"));
    assertThat(json.out()).contains("\"game\":{\"behaviour\":\"convergence\",\"means\":[");
    Shell more = Shell.run("resume", run, "--steps", 3_100);
    assertThat(more.out()).as(more.err()).contains("Convergence: after 3,100 steps");
    Path timed = folder.resolve("timed");
    assertThat(Shell.run("train", "dynamics", "--minutes", 0.002, "--out", timed).code()).isZero();
    assertThat(Shell.run("list", "families").out())
        .contains("dynamics       two Gaussians against two intervals");
    assertThat(Shell.run("evaluate", run).err())
        .contains("'dynamics' was trained without data, so there is nothing to compare it with");
    assertThat(Shell.run("train", "dynamics", "--data", "ring").err())
        .contains("family 'dynamics' does not accept points such as 'ring'");
  }

  @Test
  void mistakes_are_one_sentence_with_a_remedy() {
    assertThat(map("map", "--dynamics", "unroled").err()).contains("did you mean 'unrolled'?");
    assertThat(map("map", "--k", 3).err())
        .contains("--k is for in-place, unrolled and stopped; leave it out");
    assertThat(map("map", "--dynamics", "in-place", "--k", 0).err())
        .contains("--k must be at least 1, but is 0");
    assertThat(map("map", "--generator-rate", 0).err())
        .contains("--generator-rate must be above 0, but is 0.0");
    assertThat(map("map", "--intervals", "open").err())
        .contains("--intervals must be signed or clamped, but is 'open'");
    assertThat(map("map", "--target", "1").err()).contains("--target must be two numbers");
    assertThat(map("map", "--target", "NaN,1").err())
        .contains("--target must be two finite numbers");
    assertThat(map("map", "--threads", 0).err()).contains("--threads must be at least 1, but is 0");
    assertThat(map("map", "--seed", 1).code()).isZero();
    assertThat(map("map", "--seed", 2).err()).contains("is of a map with other settings");
  }
}
