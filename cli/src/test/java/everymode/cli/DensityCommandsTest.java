package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.io.Npz;
import everymode.report.Png;
import everymode.report.RasterImage;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
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
    Shell all = inpaint("run", image("x.png", 2), image("white.png", 0), out);
    assertThat(all.err()).contains("white.png: is white everywhere");
    Shell other = inpaint("run", folder.resolve("run"), image("mask.png", 5), out);
    assertThat(other.err()).contains("is a folder; give the file of one image");
    Shell none = inpaint("run", folder.resolve("none.png"), image("mask.png", 5), out);
    assertThat(none.err()).contains("there is no such file; check the path");
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
    assertThat(shell.err())
        .contains("gan does not know its density; train pixelcnn, made or npmsl");
  }

  /// White from row 5 on, and above it transparent or of a colour.
  private Path painted(String name, int above) throws IOException {
    var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, i / 8 < 5 ? above : 0xffffffff);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void a_mask_may_be_painted_on_a_transparent_layer_but_has_two_colours() throws IOException {
    assertThat(train("pixelcnn", "run").code()).isZero();
    Path x = image("x.png", 2);
    Path black = folder.resolve("black.npz");
    Path transparent = folder.resolve("transparent.npz");
    inpaint("run", x, image("mask.png", 5), black);
    Shell shell = inpaint("run", x, painted("layer.png", 0), transparent);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(transparent).hasSameBinaryContentAs(black);
    Shell grey = inpaint("run", x, painted("grey.png", 0xff808080), black);
    assertThat(grey.err()).contains("grey.png: is no mask, because it has pixels that are neither");
  }

  private Path table(String name, String header, String... rows) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, header + "\n" + String.join("\n", rows) + "\n");
    return file;
  }

  /// A run of `made` on a table with the columns a and b.
  private Path trainedOnTable() throws IOException {
    String[] rows =
        IntStream.range(0, 60).mapToObj(i -> i % 7 + "," + (10 + i % 3)).toArray(String[]::new);
    Path run = folder.resolve("made");
    Shell shell =
        Shell.run(
            "train",
            "made",
            "--data",
            table("t.csv", "a,b", rows),
            "--out",
            run,
            "--steps",
            5,
            "--no-eval");
    assertThat(shell.code()).as(shell.err()).isZero();
    return run;
  }

  private static Shell likelihoods(Path run, Path rows, Path out) {
    return Shell.run("evaluate", run, "--data", rows, "--per-row", out, "--metrics", "nll");
  }

  @Test
  void rows_of_a_file_keep_their_order_and_columns_are_found_by_name() throws IOException {
    Path run = trainedOnTable();
    Path own = folder.resolve("own.csv");
    Path swapped = folder.resolve("swapped.csv");
    likelihoods(run, table("x.csv", "a,b", "3,11", "900,11", "2,10"), own);
    likelihoods(run, table("y.csv", "b,a", "11,3", "11,900", "10,2"), swapped);
    assertThat(swapped).hasSameTextualContentAs(own);
    List<String> lines = Files.readAllLines(own);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2)).startsWith("file,1,,");
    assertThat(nats(lines.get(2))).isLessThan(nats(lines.get(1)) - 100);
    Path one = folder.resolve("one.csv");
    likelihoods(run, table("z.csv", "a,b", "3,11"), one);
    assertThat(Files.readAllLines(one)).hasSize(2).contains(lines.get(1));
  }

  @Test
  void other_rows_have_a_likelihood_and_need_the_same_columns() throws IOException {
    Path run = trainedOnTable();
    Shell scores =
        Shell.run(
            "evaluate",
            run,
            "--data",
            table("x.csv", "a,b", "3,11", "4,11", "2,10"),
            "--metrics",
            "nll",
            "--json");
    assertThat(scores.code()).as(scores.err()).isZero();
    assertThat(Json.read(scores.out()).at("/scores/nll/value").isNumber()).isTrue();
    Shell swapped =
        Shell.run(
            "evaluate",
            run,
            "--data",
            table("y.csv", "b,a", "11,3", "11,4", "10,2"),
            "--metrics",
            "nll",
            "--json");
    assertThat(Json.read(swapped.out()).at("/scores/nll/value"))
        .isEqualTo(Json.read(scores.out()).at("/scores/nll/value"));
    Shell other =
        Shell.run(
            "evaluate", run, "--data", table("z.csv", "b,c", "1,2", "3,4"), "--metrics", "nll");
    assertThat(other.err())
        .contains("lacks 1 of the 2 columns that the run was trained on, such as 'a'");
  }

  @Test
  void training_rows_are_measured_without_changing_the_scores_of_the_run() throws IOException {
    Path run = trainedOnTable();
    assertThat(Shell.run("evaluate", run, "--metrics", "nll").code()).isZero();
    String before = Files.readString(run.resolve("metrics.json"));
    Shell train = Shell.run("evaluate", run, "--rows", "train", "--metrics", "nll", "--json");
    assertThat(train.code()).as(train.err()).isZero();
    assertThat(Files.readString(run.resolve("metrics.json"))).isEqualTo(before);
    assertThat(Json.read(train.out()).at("/scores/nll/n").asInt()).isEqualTo(54);
    assertThat(Json.read(train.out()).at("/rows").asString()).isEqualTo("train");
  }

  @Test
  void a_single_training_row_and_a_constant_column_are_no_reason_to_fail() throws IOException {
    Path run = folder.resolve("two");
    Path two = table("two.csv", "a,b", "1,5", "2,5");
    Shell shell =
        Shell.run("train", "made", "--data", two, "--out", run, "--steps", 5, "--metrics", "nll");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("constant in the training rows (a, b)");
  }
}
