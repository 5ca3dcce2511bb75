package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.io.Npz;
import everymode.run.Json;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clusters in the place of classes, on the command line.
class ClassOptionsTest {

  @TempDir private static Path folder = Path.of("");

  private static double[][] grid() {
    return IntStream.range(0, 25)
        .mapToObj(i -> new double[] {2 * (i % 5), 2 * (i / 5)})
        .toArray(double[][]::new);
  }

  private static double[][] ring() {
    return IntStream.range(0, 8)
        .mapToObj(i -> new double[] {2 * Math.cos(i * Math.PI / 4), 2 * Math.sin(i * Math.PI / 4)})
        .toArray(double[][]::new);
  }

  /// Points of equal modes.
  ///
  /// @param lacks the mode that is left out, or −1
  private static float[] points(double[][] modes, double deviation, int n, int lacks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * n];
    for (int i = 0; i < n; i++) {
      int mode = random.nextInt(lacks < 0 ? modes.length : modes.length - 1);
      double[] centre = modes[lacks >= 0 && mode >= lacks ? mode + 1 : mode];
      x[2 * i] = (float) (centre[0] + deviation * random.nextGaussian());
      x[2 * i + 1] = (float) (centre[1] + deviation * random.nextGaussian());
    }
    return x;
  }

  private static Path npz(String name, float[] x) {
    Path file = folder.resolve(name);
    try (var _ = new Scope()) {
      Npz.write(file, Map.of("x", Ops.of(x, x.length / 2, 2)));
    }
    return file;
  }

  private static Path csv(String name, float[] x) throws IOException {
    return Files.write(
        folder.resolve(name),
        Stream.concat(
                Stream.of("a,b"),
                IntStream.range(0, x.length / 2).mapToObj(i -> x[2 * i] + "," + x[2 * i + 1]))
            .toList());
  }

  private static JsonNode evaluated(Path samples, Path data, Object... more) {
    Object[] command = {"evaluate", samples, "--data", data, "--metrics", "coverage", "--json"};
    Shell shell = Shell.run(Stream.concat(Stream.of(command), Stream.of(more)).toArray());
    assertThat(shell.code()).as(shell.err()).isZero();
    return Json.read(shell.last());
  }

  /// Names with a verdict.
  private static List<String> named(JsonNode json, String verdict) {
    return json.path("clusters")
        .propertyStream()
        .filter(cluster -> cluster.getValue().path("verdict").asString("").equals(verdict))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Test
  void the_mode_that_samples_lack_is_the_missed_cluster_of_unlabelled_points() {
    Path data = npz("grid.npz", points(grid(), 0.05, 8_000, -1, 1));
    JsonNode json =
        evaluated(npz("lacks.npz", points(grid(), 0.05, 8_000, 7, 2)), data, "--classes", "auto");
    assertThat(json.path("judged").asString()).isEqualTo("clusters");
    assertThat(named(json, "missed")).hasSize(1);
    assertThat(named(json, "covered")).hasSize(24);
    JsonNode centre = json.path("clusters").path(named(json, "missed").getFirst()).path("centre");
    assertThat(centre.path("x1").asDouble()).isBetween(3.9, 4.1); // mode 7 of 5 × 5
    assertThat(centre.path("x2").asDouble()).isBetween(1.9, 2.1);
    Path all = npz("all.npz", points(grid(), 0.05, 8_000, -1, 3));
    assertThat(named(evaluated(all, data, "--classes", "auto"), "covered")).hasSize(25);
    JsonNode plain = evaluated(all, data);
    assertThat(plain.has("clusters")).isFalse();
    assertThat(plain.path("notes").toString()).contains("evaluate --classes auto");
    assertThat(evaluated(all, data, "--classes", "ignore").path("notes").toString())
        .doesNotContain("not judged");
  }

  @Test
  void the_mode_that_samples_lack_is_the_missed_cluster_of_a_table() throws IOException {
    Path data = csv("ring.csv", points(ring(), 0.02, 3_000, -1, 1));
    Path lacks = csv("lacks.csv", points(ring(), 0.02, 3_000, 2, 2));
    Shell shell = Shell.run("evaluate", lacks, "--data", data, "--classes", "auto");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.err()).contains("  8 clusters of ", "cluster 8 ", "   a ", ", b ");
    assertThat(shell.out())
        .contains("clusters covered", "7 of 8; missed: cluster ")
        .doesNotContain("not judged:");
    Path all = csv("all.csv", points(ring(), 0.02, 3_000, -1, 3));
    assertThat(named(evaluated(all, data, "--classes", "auto"), "covered")).hasSize(8);
    assertThat(evaluated(all, data, "--classes", "auto:12").path("clusters")).hasSize(12);
  }

  @Test
  void clusters_of_a_file_are_judged() throws IOException {
    float[] x = points(ring(), 0.02, 1_000, -1, 1);
    Path data = csv("eight.csv", x);
    List<String> half =
        IntStream.range(0, 1_000).mapToObj(i -> x[2 * i] > 0.7 ? "right" : "left").toList();
    Path file = folder.resolve("clusters.csv");
    Files.write(file, Stream.concat(Stream.of("cluster"), half.stream()).toList());
    Path left = csv("left.csv", points(new double[][] {{-2, 0}, {0, 2}}, 0.02, 500, -1, 2));
    JsonNode json = evaluated(left, data, "--classes", file);
    assertThat(named(json, "missed")).containsExactly("right");
    Files.write(
        file, Stream.concat(Stream.of("cluster"), Collections.nCopies(9, "1").stream()).toList());
    Shell wrong = Shell.run("evaluate", left, "--data", data, "--classes", file);
    assertThat(wrong.code()).isNotZero();
    assertThat(wrong.err()).contains("one line for each of the 1,000 rows").doesNotContain("\tat ");
  }

  @Test
  void other_sources_of_classes_are_refused() {
    Path samples = npz("ten.npz", points(ring(), 0.02, 10, -1, 1));
    for (String source : List.of("none", "auto:", "auto:1", "auto:x", "autos")) {
      Shell shell = Shell.run("evaluate", samples, "--data", "ring", "--classes", source);
      assertThat(shell.code()).as(source).isEqualTo(2);
      assertThat(shell.err()).contains("--classes");
    }
  }

  @Test
  void a_run_shows_its_clusters_in_the_report() throws IOException {
    Path run = folder.resolve("run");
    Object[] train = {
      "train",
      "gan",
      "--data",
      "digits",
      "--steps",
      20,
      "--threads",
      1,
      "--set",
      "batchSize=16",
      "--set",
      "generator.hiddenSizes=[8]",
      "--set",
      "discriminator.hiddenSizes=[8]",
      "--out",
      run
    };
    assertThat(Shell.run(train).code()).isZero();
    Shell shell = Shell.run("evaluate", run, "--classes", "auto:10", "--metrics", "coverage");
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("clusters covered", "0 of 10; missed: ");
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report)
        .contains("<h2>Clusters</h2>", "Images of cluster 10", "nearest to its centre");
    assertThat(Json.read(run.resolve("clusters.json"))).hasSize(10);
    assertThat(Json.read(run.resolve("metrics.json")).path("asked").asString())
        .contains("clusters as classes");
    assertThat(Shell.run("evaluate", run, "--metrics", "coverage").code()).isZero();
    assertThat(Files.readString(run.resolve("report.html"))).doesNotContain("<h2>Clusters</h2>");
  }

  @Test
  void a_certificate_misses_an_unlabelled_mode_of_one_point_three_percent() throws IOException {
    double[][] blob = {{0, 0}};
    float[] common = points(blob, 1, 7_894, -1, 1);
    float[] far = points(new double[][] {{30, 30}}, 1, 106, -1, 2);
    float[] x = new float[16_000];
    System.arraycopy(common, 0, x, 0, common.length);
    System.arraycopy(far, 0, x, common.length, far.length);
    Path data = npz("far.npz", x);
    Path samples = npz("common.npz", points(blob, 1, 20_000, -1, 3));
    Path out = folder.resolve("certificate");
    Object[] command = {"certify", samples, "--against", data, "--out", out};
    Shell share = Shell.run(command);
    assertThat(share.code()).as(share.out()).isZero(); // the share alone
    Shell shell =
        Shell.run(Stream.concat(Stream.of(command), Stream.of("--classes", "auto")).toArray());
    assertThat(shell.code()).as(shell.err()).isEqualTo(Main.NOT_SHOWN);
    assertThat(shell.out().lines().collect(Collectors.joining("\n")))
        .startsWith("  missed: class cluster 2 is missed");
  }
}
