package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.io.Npz;
import everymode.report.Png;
import everymode.report.RasterImage;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be asked of a model that knows its density: the likelihood of rows, and what is missing
/// of an image.
final class DensityCommandsTest {

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
    Path run = folder.resolve("run");
    assertThat(run.resolve("pictures").resolve("least-likely.png")).isNotEmptyFile();
    long[] shown = LongStream.range(0, 500).map(i -> i * 1_797 / 500).toArray();
    String shownLeast =
        Arrays.stream(shown)
            .mapToObj(row -> lines.get(Math.toIntExact(1 + 3_823 + row)))
            .min(Comparator.comparingDouble(DensityCommandsTest::nats))
            .orElseThrow();
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("The least likely of 500 held-out images")
        .containsPattern(
            shownLeast.replaceFirst("held-out,(\\d+),(\\d),.*", "nats: $2 in row $1 "));
  }

  private static double nats(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
  }

  /// An 8×8 image, white from a row on.
  private Path image(String name, int from) {
    byte[] pixels = new byte[64];
    Arrays.fill(pixels, 8 * from, 64, (byte) 255);
    Path file = folder.resolve(name);
    RunDirectory.write(file, Png.encode(new RasterImage(8, 8, 1, pixels)));
    return file;
  }

  private Shell inpaint(String run, Path image, Path mask, Path out) {
    return Shell.run(
        "sample",
        folder.resolve(run),
        "--inpaint",
        image,
        "--mask",
        mask,
        "-n",
        3,
        "--out",
        out,
        "--threads",
        1);
  }

  @Test
  void what_the_mask_leaves_out_stays() {
    assertThat(train("pixelcnn", "run").code()).isZero();
    Path out = folder.resolve("drawn.npz");
    Shell shell = inpaint("run", image("x.png", 2), image("mask.png", 5), out);
    assertThat(shell.code()).as(shell.err()).isZero();
    try (var _ = new Scope()) {
      Tensor drawn = Objects.requireNonNull(Npz.read(out).get("samples")); // [3, 8, 8, 1]
      byte[] bytes = new byte[3 * 64];
      Ops.bytes(drawn).get(bytes);
      Set<Byte> below = new HashSet<>();
      for (int i = 0; i < bytes.length; i++) {
        int row = i / 8 % 8;
        if (row < 5) {
          assertThat(bytes[i]).isEqualTo(row < 2 ? (byte) 0 : (byte) 255);
        } else {
          below.add(bytes[i]);
        }
      }
      assertThat(below).hasSizeGreaterThan(10);
    }
    Shell nothing = inpaint("run", image("x.png", 2), image("black.png", 8), out);
    assertThat(nothing.err()).contains("black.png: has no white pixels");
    Shell other = inpaint("run", folder.resolve("run"), image("mask.png", 5), out);
    assertThat(other.err()).contains("there is no such file; check the path");
  }

  @Test
  void the_report_of_a_taught_generator_tells_what_its_teacher_thinks() throws IOException {
    Path run = folder.resolve("taught");
    Shell shell =
        Shell.run(
            "train",
            "hgan",
            "--data",
            "ring",
            "--out",
            run,
            "--threads",
            1,
            "--steps",
            3,
            "--set",
            "teacher.steps=3",
            "--metrics",
            "modes");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("<h2>Teacher</h2>")
        .contains("500 training rows", "500 held-out rows", "500 generated rows");
  }

  @Test
  void a_network_of_points_is_refused_for_images() {
    Shell shell =
        Shell.run("train", "pixelcnn", "--data", "digits", "--set", "network={type: made}");
    assertThat(shell.err())
        .contains(
            "network must be gated-pixelcnn or pixelcnn++ for images, and made for points and"
                + " tables");
    assertThat(shell.code()).isEqualTo(2);
  }

  @Test
  void a_generator_cannot_fill_in() {
    assertThat(train("gan", "gan").code()).isZero();
    Path x = image("x.png", 2);
    Shell shell = inpaint("gan", x, x, folder.resolve("drawn.png"));
    assertThat(shell.err()).contains("--inpaint needs a run of pixelcnn, but this one is of gan");
  }

  @Test
  void a_model_without_density_says_which_families_have_one() {
    assertThat(train("gan", "gan").code()).isZero();
    Shell shell = evaluate("gan", folder.resolve("rows.csv"));
    assertThat(shell.code()).isEqualTo(2);
    assertThat(shell.err()).contains("gan does not know its density; train pixelcnn or made");
  }
}
