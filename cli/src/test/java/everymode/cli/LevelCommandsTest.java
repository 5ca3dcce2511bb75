package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.level.LevelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands on runs of levels, each trained for a few steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LevelCommandsTest {

  @TempDir private static Path folder = Path.of("");

  private Path zelda = Path.of("");
  private Path maps = Path.of("");

  @BeforeAll
  void train() throws IOException {
    zelda = folder.resolve("zelda");
    Shell shell =
        Shell.run(
            small(
                "train", "cesagan", "--data", "zelda:levels=12,height=6,width=6", "--out", zelda));
    assertThat(shell.code()).as(shell.err()).isZero();
    Path levels = Files.createDirectories(folder.resolve("levels"));
    Files.writeString(levels.resolve("a.txt"), "#####\n#@$.#\n#####\n");
    Files.writeString(levels.resolve("b.txt"), "######\n#@ $.#\n#    #\n######\n");
    Files.writeString(levels.resolve("graph.json"), "{\"nodes\": [1], \"edges\": []}");
    Path rule =
        Files.writeString(
            folder.resolve("sokoban.yaml"),
            "rules:\n  - {type: count, tile: '#', least: 0, most: 99}\n");
    maps = folder.resolve("maps");
    shell =
        Shell.run(
            small(
                "train", "cesagan", "--data", levels, "--rule", rule, "--out", maps, "--no-eval"));
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err()).contains("graph.json describes no tiles");
  }

  private static Object[] small(Object... arguments) {
    Object[] more = {
      "--steps",
      4,
      "--threads",
      1,
      "--set",
      "batchSize=4",
      "--set",
      "bootstrap={every: 2, delay: 0, samples: 8}",
      "--set",
      "generator={type: attention, channels: [4], attendAfter: [0], hiddenSizes: []}",
      "--set",
      "discriminator={type: attention, channels: [4], attendAfter: [0], hiddenSizes: []}"
    };
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray();
  }

  @Test
  void the_report_shows_levels_and_broken_rules() throws IOException {
    assertThat(Files.readString(zelda.resolve("report.html")))
        .contains("<h2>Levels</h2>", "Broken rules", "playable");
    assertThat(Files.readString(zelda.resolve("metrics.json")))
        .contains("novel-playable", "count-error");
  }

  @Test
  void levels_are_written_as_texts_with_their_legend() {
    Path out = folder.resolve("texts");
    Shell shell = Shell.run("sample", zelda, "-n", 12, "--out", out);
    assertThat(shell.code()).as(shell.err()).isZero();
    LevelFiles read = LevelFiles.read(out);
    assertThat(read.levels()).hasSize(12).allMatch(level -> level.height() == 6);
    assertThat(read.tiles().letters()).isEqualTo(".wg+123A");
    assertThat(read.tiles().names().get('g')).containsExactly("goal");
    assertThat(Shell.run("sample", zelda, "--out", out).err()).contains("must be empty");
    Shell again = Shell.run("evaluate", out, "--data", "zelda:levels=12,height=6,width=6");
    assertThat(again.code()).as(again.err()).isZero();
  }

  @Test
  void playable_levels_are_drawn_and_the_share_is_said() {
    Path out = folder.resolve("playable");
    Shell shell = Shell.run("sample", maps, "--playable", "-n", 5, "--out", out);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err() + shell.out()).contains("5 of 5 levels that were drawn are playable");
    assertThat(LevelFiles.read(out).levels()).hasSize(5);
  }

  @Test
  void pictures_and_arrays_of_levels_are_written() {
    for (String ending : new String[] {"png", "npz"}) {
      Path out = folder.resolve("levels." + ending);
      assertThat(Shell.run("sample", maps, "-n", 5, "--out", out).code()).isZero();
      assertThat(out).isNotEmptyFile();
    }
    assertThat(Shell.run("sample", maps, "--out", folder.resolve("levels.csv")).err())
        .contains("levels cannot be written to a table");
  }

  @Test
  void numbers_of_tiles_can_be_asked_for() {
    Path out = folder.resolve("asked");
    Shell shell = Shell.run("sample", zelda, "--tiles", "1=2,3=0", "-n", 4, "--out", out);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(Shell.run("sample", zelda, "--tiles", "x=2", "--out", out).err())
        .contains("--tiles must be like '.=2' with tiles of '.wg+123A', but 'x=2' is not");
    assertThat(Shell.run("sample", zelda, "--tiles", "1=2,1=3", "--out", out).err())
        .contains("--tiles names '1' twice");
    assertThat(Shell.run("sample", zelda, "--tiles", "1=99", "--out", out).err())
        .contains("no training level has room for just 99 tiles");
  }

  @Test
  void a_run_of_levels_is_resumed_with_the_levels_that_were_added() {
    Shell shell = Shell.run("resume", maps, "--steps", 6, "--no-eval");
    assertThat(shell.code()).as(shell.err()).isZero();
  }

  /// The rule is that of the training, even when its file has changed.
  @Test
  void a_rule_is_part_of_the_run() throws IOException {
    Path levels = Files.createDirectories(folder.resolve("ruled"));
    Files.writeString(levels.resolve("a.txt"), "###\n#.#\n");
    Files.writeString(levels.resolve("b.txt"), "###\n###\n");
    Path rule = folder.resolve("changing.yaml");
    Files.writeString(rule, "rules: [{type: count, tile: '#', least: 0, most: 9}]");
    Path run = folder.resolve("ruled run");
    Shell shell =
        Shell.run(
            small("train", "cesagan", "--data", levels, "--rule", rule, "--out", run, "--no-eval"));
    assertThat(shell.code()).as(shell.err()).isZero();
    Files.writeString(rule, "rules: [{type: count, tile: '#', least: 9, most: 9}]");
    shell = Shell.run("sample", run, "--playable", "-n", 1, "--out", folder.resolve("still"));
    assertThat(shell.out() + shell.err()).contains("playable (100.0 %)");
  }

  @Test
  void options_of_levels_need_levels() {
    Path run = folder.resolve("points");
    Shell trained =
        Shell.run("train", "gan", "--data", "ring", "--steps", 2, "--no-eval", "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(Shell.run("sample", run, "--playable", "--out", "x.npz").err())
        .contains("--playable, --new and --tiles need a run of levels");
    assertThat(Shell.run("sample", run, "--out", "x").err())
        .contains("--out must end in .png, .npz or .csv, but is x");
    assertThat(Shell.run("train", "gan", "--data", "ring", "--rule", "zelda", "--steps", 2).err())
        .contains("rule");
  }
}
