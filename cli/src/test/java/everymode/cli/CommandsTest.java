package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.catalog.Datasets;
import everymode.io.Npz;
import everymode.run.FamilyChoice;
import everymode.run.Json;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands on runs of points and of images, each trained for a few steps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {

  @TempDir private static Path folder = Path.of("");

  private Path points = Path.of("");
  private Path images = Path.of("");
  private Path supervised = Path.of("");
  private Shell quiet = new Shell(0, "", "");
  private Shell verbose = new Shell(0, "", "");

  @BeforeAll
  void train() {
    points = folder.resolve("points here");
    images = folder.resolve("images");
    quiet =
        Shell.run(
            small("train", "gan", "--data", "swiss-roll", "--json", "--quiet", "--out", points));
    verbose = Shell.run(small("train", "gmgan", "--data", "digits", "--out", images));
    supervised = folder.resolve("supervised");
    Shell shell =
        Shell.run(
            small(
                "train",
                "gmgan",
                "--data",
                "digits",
                "--out",
                supervised,
                "--set",
                "supervision=sigmoid"));
    assertThat(shell.code()).as(shell.err()).isZero();
  }

  private static Object[] small(Object... arguments) {
    Object[] more = {
      "--steps",
      30,
      "--threads",
      1,
      "--set",
      "batchSize=16",
      "--set",
      "generator.hiddenSizes=[8]",
      "--set",
      "discriminator.hiddenSizes=[8]"
    };
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray();
  }

  @Test
  void json_is_the_last_line_and_equals_the_file() throws IOException {
    JsonNode json = Json.read(quiet.last());
    assertThat(json).isEqualTo(Json.read(Files.readString(points.resolve("metrics.json"))));
    assertThat(json.path("run").asString()).isEqualTo(points.toString());
    assertThat(json.path("seconds").asDouble()).isPositive();
    assertThat(json.path("scores").path("coverage").path("n").asLong()).isPositive();
    JsonNode unknown = json.path("scores").path("modes");
    assertThat(unknown.isMissingNode() || unknown.path("reason").isString()).isTrue();
  }

  @Test
  void quiet_prints_only_results() {
    assertThat(quiet.code()).isZero();
    assertThat(quiet.err()).isEmpty();
    assertThat(quiet.out().lines()).hasSize(1);
  }

  @Test
  void progress_goes_to_standard_error_and_results_to_standard_output() {
    assertThat(verbose.code()).isZero();
    assertThat(verbose.err())
        .contains("gmgan on digits (3,823 images 8×8, 10 classes)", "cpu, 1 thread", "seed 1")
        .contains("30/30")
        .doesNotContain("\033", "\r");
    assertThat(verbose.out())
        .contains("measured on 1,797 held-out images", "classes covered     0 of 10")
        .contains("report  " + images.resolve("report.html"));
    assertThat(images.resolve("report.html")).exists();
  }

  @Test
  void a_directory_that_exists_is_refused_and_not_changed() throws IOException {
    byte[] before = Files.readAllBytes(points.resolve("effective.yaml"));
    Shell again = Shell.run(small("train", "gan", "--data", "ring", "--out", points));
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("exists already and a run is never overwritten");
    assertThat(Files.readAllBytes(points.resolve("effective.yaml"))).isEqualTo(before);
  }

  @Test
  void a_table_is_trained_on_measured_and_sampled_in_its_own_units() throws IOException {
    Path table = folder.resolve("heights.csv");
    StringBuilder rows = new StringBuilder("height,weight,kind\n");
    for (int i = 0; i < 200; i++) {
      rows.append(
          String.format(
              Locale.ROOT, "%d,%s,%s\n", 150 + i % 50, 50 + i % 7 * 0.5, i % 10 == 0 ? "b" : "a"));
    }
    Files.writeString(table, rows);
    Path run = folder.resolve("table");
    Shell trained =
        Shell.run(small("train", "gan", "--data", table, "--label", "kind", "--out", run));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("rows of 2 numbers, 2 classes");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("2 entries, in provenance.json")
        // the heights of both kinds lie between each other
        .contains("Rarest first", "None of the 2 classes could be judged.</p>");
    assertThat(Files.readString(run.resolve("pictures/coverage.svg")))
        .contains("Share of its due by class", "b · 8.99 %");
    assertThat(
            Json.read(Files.readString(run.resolve("metrics.json")))
                .path("shares")
                .path("b")
                .asDouble())
        .isBetween(0.05, 0.15);
    Path samples = folder.resolve("samples.csv");
    assertThat(Shell.run("sample", run, "-n", 40, "--out", samples).code()).isZero();
    assertThat(Files.readAllLines(samples)).hasSize(41).first().asString().contains("height");
    Shell measured = Shell.run("evaluate", samples, "--data", table, "--label", "kind");
    assertThat(measured.code()).as(measured.err()).isZero();
    assertThat(measured.out()).contains("classes covered");
    Shell without = Shell.run("evaluate", run, "--label", "kind");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("--label and --rule are options of --data; give that, too");
    Path none = folder.resolve("none");
    Shell chosen =
        Shell.run(
            "train", "--data", table, "--label", "kind", "--out", none, "--set", "no.such=key");
    assertThat(chosen.err()).contains("'everymode train FAMILY --data " + table + ":label=kind'");
    assertThat(none).doesNotExist();
  }

  @Test
  void without_a_family_one_is_chosen_with_a_reason_and_recorded() throws IOException {
    Path run = folder.resolve("chosen");
    Shell shell = Shell.run(small("train", "--data", "digits", "--no-eval", "--out", run));
    assertThat(shell.code()).as(shell.err()).isZero();
    FamilyChoice choice = FamilyChoice.of("digits");
    assertThat(shell.err())
        .contains(
            "  chosen: "
                + choice.family()
                + ", since "
                + choice.reason()
                + "; others with 'everymode train FAMILY --data digits'");
    assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("family: " + choice.family());
  }

  @Test
  void the_recipe_of_a_run_trains_the_same_run() throws IOException {
    Path again = folder.resolve("again");
    Shell shell =
        Shell.run("train", "--recipe", points.resolve("effective.yaml"), "--out", again, "--json");
    assertThat(shell.code()).isZero();
    assertThat(Json.read(shell.last()).path("scores"))
        .isEqualTo(Json.read(quiet.last()).path("scores"));
    assertThat(again.resolve("effective.yaml"))
        .hasSameTextualContentAs(points.resolve("effective.yaml"));
  }

  @Test
  void samples_are_pictures_or_numbers_in_any_folder() throws IOException {
    Path picture = folder.resolve("new folder").resolve("a.png");
    assertThat(Shell.run("sample", images, "-n", 5, "--out", picture).code()).isZero();
    assertThat(Files.readAllBytes(picture)).startsWith(0x89, 'P', 'N', 'G');
    Path numbers = folder.resolve("other folder").resolve("a.npz");
    Shell one = Shell.run("sample", images, "-n", 1, "--out", numbers);
    assertThat(one.out()).startsWith("1 sample in ");
    byte[] first = Files.readAllBytes(numbers);
    Shell.run("sample", images, "-n", 1, "--out", numbers);
    assertThat(Files.readAllBytes(numbers)).isEqualTo(first);
    Shell.run("sample", images, "-n", 1, "--seed", -2, "--out", numbers);
    assertThat(Files.readAllBytes(numbers)).isNotEqualTo(first);
  }

  @Test
  void a_component_can_be_sampled_where_there_are_some() {
    Path out = folder.resolve("c.npz");
    assertThat(Shell.run("sample", images, "--component", 0, "--out", out).code()).isZero();
    Shell high = Shell.run("sample", images, "--component", 10, "--out", out);
    assertThat(high.code()).isEqualTo(2);
    assertThat(high.err()).contains("--component must be from 0 to 9, but is 10");
    Shell none = Shell.run("sample", points, "--component", 0, "--out", out);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--component needs a mixture");
  }

  @Test
  void a_run_is_measured_again_to_the_same_scores() throws IOException {
    Shell again = Shell.run("evaluate", points, "--json");
    assertThat(again.code()).isZero();
    assertThat(Json.read(again.last())).isEqualTo(Json.read(quiet.last()));
    Shell other = Shell.run("evaluate", points, "--data", "ring", "--json");
    assertThat(other.code()).isZero();
    assertThat(Json.read(other.last()).path("scores").has("fair-modes")).isTrue();
    assertThat(Json.read(Files.readString(points.resolve("metrics.json"))))
        .isEqualTo(Json.read(again.last()));
    Shell shape = Shell.run("evaluate", points, "--data", "digits");
    assertThat(shape.code()).isEqualTo(2);
    assertThat(shape.err()).contains("choose data of the same shape");
  }

  @Test
  void a_finished_run_is_measured_again_by_resume() {
    Shell again = Shell.run("resume", points, "--json");
    assertThat(again.code()).isZero();
    assertThat(again.err())
        .contains("all 30 steps are done already; measuring again; train further with --steps N");
    assertThat(Json.read(again.last())).isEqualTo(Json.read(quiet.last()));
  }

  @Test
  void a_finished_run_is_trained_further_by_resume() throws IOException {
    Path run = folder.resolve("further");
    assertThat(Shell.run("train", "gan", "--data", "ring", "--steps", 4, "--out", run).code())
        .isZero();
    Shell further = Shell.run("resume", run, "--steps", 7);
    assertThat(further.code()).as(further.err()).isZero();
    assertThat(Files.readString(run.resolve("checkpoints/latest"))).contains("00000007");
    assertThat(Files.readString(run.resolve("recipe.yaml"))).contains("steps: 7");
    assertThat(run.resolve("report.html")).exists();
    Shell back = Shell.run("resume", run, "--steps", 6);
    assertThat(back.code()).isEqualTo(2);
    assertThat(back.err().strip())
        .endsWith("everymode: --steps must be at least 7, the steps that are done, but is 6");
  }

  @Test
  void a_file_of_samples_is_measured_against_named_data() {
    Path file = folder.resolve("file.NPZ");
    Shell.run("sample", points, "-n", 300, "--out", file);
    Shell scores = Shell.run("evaluate", file, "--data", "swiss-roll", "--json");
    assertThat(scores.code()).isZero();
    assertThat(Json.read(scores.last()).path("scores").has("coverage")).isTrue();
    Shell without = Shell.run("evaluate", file);
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("samples need --data");
    Shell other = Shell.run("evaluate", file, "--data", "digits");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("samples must have shape [n, 8, 8, 1]");
  }

  @Test
  void a_comparison_continues_where_it_stopped() throws IOException {
    Path out = folder.resolve("compare");
    Object[] command = {
      "compare",
      "--data",
      "swiss-roll",
      "--seeds",
      2,
      "--steps",
      5,
      "--workers",
      2,
      "--out",
      out,
      "--families",
      "gan,gmgan",
      "--json"
    };
    Shell first = Shell.run(command);
    assertThat(first.code()).isZero();
    assertThat(first.err()).contains("4 of 4");
    JsonNode rows = Json.read(first.last()).path("data").path("swiss-roll");
    assertThat(rows.propertyNames()).containsExactlyInAnyOrder("gan", "gmgan");
    assertThat(rows.path("gan").path("coverage").path("seeds").asInt()).isEqualTo(2);
    Path one = out.resolve("gan-swiss-roll-seed1").resolve("metrics.json");
    var written = Files.getLastModifiedTime(one);

    Shell second = Shell.run(command);
    assertThat(second.code()).isZero();
    assertThat(second.err()).doesNotContain(" of 4");
    assertThat(Json.read(second.last())).isEqualTo(Json.read(first.last()));
    assertThat(Files.getLastModifiedTime(one)).isEqualTo(written);
    assertThat(out.resolve("compare.md")).content().contains("| gmgan |");

    command[6] = 6;
    Shell other = Shell.run(command);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("holds a run with other settings");
  }

  @Test
  void a_comparison_says_what_each_row_misses() {
    Shell shell =
        Shell.run(
            "compare",
            "--data",
            "digits[0,1]",
            "--families",
            "gan",
            "--seeds",
            2,
            "--steps",
            1,
            "--out",
            folder.resolve("missing"),
            "--json");
    assertThat(shell.code()).as(shell.err()).isZero();
    JsonNode compared = Json.read(shell.last());
    JsonNode row = compared.path("data").path("digits[0,1]").path("gan");
    assertThat(row.path("classes-covered").path("mean").asDouble()).isZero();
    assertThat(row.path("classes-missed").path("mean").asDouble()).isEqualTo(2);
    JsonNode missed = compared.path("missed").path("digits[0,1]").path("gan");
    assertThat(missed.path("0").asInt()).isEqualTo(2);
    assertThat(folder.resolve("missing/compare.md"))
        .content()
        .contains("| classes-missed |", "gan on digits[0,1] misses 0 (2 runs), 1 (2 runs)");
  }

  @Test
  void values_of_a_key_are_compared_and_scores_plotted_over_steps() throws IOException {
    Path out = folder.resolve("varied");
    Shell shell =
        Shell.run(
            "compare",
            "--data",
            "nine:points=90",
            "--families",
            "gmgan",
            "--vary",
            "prior.components=3,9",
            "--seeds",
            1,
            "--steps",
            8,
            "--eval-every",
            4,
            "--metrics",
            "true-nll",
            "--workers",
            1,
            "--out",
            out,
            "--json");
    assertThat(shell.code()).as(shell.err()).isZero();
    JsonNode rows = Json.read(shell.last()).path("data").path("nine:points=90");
    assertThat(rows.propertyNames())
        .containsExactly("gmgan prior.components=3", "gmgan prior.components=9");
    Path run = out.resolve("gmgan-prior.components-3-nine-points-90-seed1");
    assertThat(Files.readAllLines(run.resolve("scores.jsonl"))).hasSize(2);
    assertThat(Files.readString(run.resolve("report.html"))).contains("Scores over training");
    assertThat(out.resolve("nine-points-90-true-nll.svg")).isNotEmptyFile();
    Shell wrong = Shell.run("compare", "--data", "ring", "--vary", "prior.components");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--vary needs KEY=VALUE,VALUE");
  }

  @Test
  void one_family_can_be_varied_and_all_measured_again_with_other_metrics() throws IOException {
    Path out = folder.resolve("varied-one");
    Object[] command = {
      "compare",
      "--data",
      "nine:points=90",
      "--families",
      "gan,gmgan",
      "--vary",
      "gmgan:prior.components=3,9",
      "--seeds",
      1,
      "--steps",
      4,
      "--out",
      out,
      "--json",
      "--metrics",
      "coverage"
    };
    Shell first = Shell.run(command);
    assertThat(first.code()).as(first.err()).isZero();
    JsonNode rows = Json.read(first.last()).path("data").path("nine:points=90");
    assertThat(rows.propertyNames())
        .containsExactly("gan", "gmgan prior.components=3", "gmgan prior.components=9");
    assertThat(rows.path("gan").propertyNames()).containsExactly("coverage", "seconds");

    command[15] = "density";
    Shell other = Shell.run(command);
    JsonNode gan = Json.read(other.last()).path("data").path("nine:points=90").path("gan");
    assertThat(gan.propertyNames()).containsExactly("density", "seconds");
    assertThat(gan.path("seconds")).isEqualTo(rows.path("gan").path("seconds"));

    command[6] = "ring:prior.components=3";
    Shell unknown = Shell.run(command);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no family of --vary called 'ring'");
  }

  @Test
  void a_mixture_clusters_real_rows_and_is_adjusted_after_training() throws IOException {
    Path rows = folder.resolve("few rows.npz"); // with the classes they were generated for
    assertThat(Shell.run("sample", supervised, "-n", 300, "--out", rows).code()).isZero();
    Path run = folder.resolve("adjusted");
    Shell.run(small("train", "gmgan", "--data", rows, "--out", run, "--set", "prior.components=3"));
    Object[] cluster = {"cluster", run, "--each", 30, "--steps", 5, "--threads", 1};
    Shell clustered = Shell.run(cluster);
    assertThat(clustered.code()).as(clustered.err()).isZero();
    assertThat(clustered.out())
        .contains("held-out  this run", "held-out  k-means", "Gaussian mixture");
    assertThat(Files.readAllLines(run.resolve("cluster").resolve("assignments.csv")))
        .hasSize(1 + 300)
        .first()
        .isEqualTo("part,row,cluster,confidence,class");
    assertThat(run.resolve("cluster").resolve("contingency.svg")).isNotEmptyFile();
    assertThat(Shell.run("cluster", points).code()).isEqualTo(2);
    Shell again = Shell.run(cluster);
    assertThat(again.err()).contains("using").doesNotContain("training again");
    assertThat(again.out()).isEqualTo(clustered.out());
    cluster[5] = 6;
    assertThat(Shell.run(cluster).err()).contains("training again");
    Files.writeString(run.resolve("cluster").resolve("classifier.safetensors"), "x");
    Shell repaired = Shell.run(cluster);
    assertThat(repaired.err()).contains("training again: ");
    assertThat(repaired.code()).isZero();

    Shell swept = Shell.run("tradeoff", run, "--covariance-scales", "0.25,1", "--threads", 1);
    assertThat(swept.code()).as(swept.err()).isZero();
    assertThat(swept.out()).contains("scale", "precision", "suggested");
    assertThat(run.resolve("tradeoff").resolve("precision-coverage.svg")).isNotEmptyFile();
    Path sweep = run.resolve("tradeoff").resolve("tradeoff.json");
    String kept = Files.readString(sweep);
    Files.writeString(sweep, "{");
    Shell broken = Shell.run("tradeoff", run, "--covariance-scales", "1", "--threads", 1);
    assertThat(broken.err()).contains("measuring again: ");
    assertThat(broken.code()).isZero();
    Files.writeString(sweep, kept);
    Shell wider = Shell.run("tradeoff", run, "--covariance-scales", "0.25,4", "--threads", 1);
    assertThat(wider.err())
        .contains("covariance scale 0.25, as measured before", "covariance scale 4\n");
    Shell saved =
        Shell.run(
            "tradeoff",
            run,
            "--covariance-scale",
            0.5,
            "--component",
            "1:weight=0",
            "--save",
            "few");
    assertThat(saved.code()).as(saved.err()).isZero();
    Path samples = folder.resolve("few.npz");
    assertThat(Shell.run("sample", run, "--sampler", "few", "--out", samples).code()).isZero();
    assertThat(Shell.run("evaluate", run, "--sampler", "few").code()).isZero();
    Shell unknown = Shell.run("sample", run, "--sampler", "fewer", "--out", samples);
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean 'few'?");
    Shell misspelt = Shell.run("tradeoff", run, "--component", "1:spread=1", "--save", "no");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err())
        .contains("--component has scale and weight, but not 'spread'")
        .doesNotContain("covariance scale");
    Shell alone = Shell.run("tradeoff", run, "--covariance-scale", 0.5);
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("need --save NAME");
    Shell plain = Shell.run("sample", points, "--covariance-scale", 0.5, "--out", samples);
    assertThat(plain.code()).isEqualTo(2);
    assertThat(plain.err()).contains("has no Gaussian components to adjust");
  }

  @Test
  void one_class_can_be_sampled_where_the_discriminator_knows_classes() {
    Path out = folder.resolve("sevens.npz");
    assertThat(Shell.run("sample", supervised, "--class", "7", "--out", out).code()).isZero();
    // samples carry the classes they were generated for, so that a classifier can check them
    Path all = folder.resolve("all.npz");
    assertThat(Shell.run("sample", supervised, "-n", 100, "--out", all).code()).isZero();
    assertThat(Datasets.open(all.toString()).classes()).hasSize(10);
    Shell high = Shell.run("sample", supervised, "--class", "12", "--out", out);
    assertThat(high.code()).isEqualTo(2);
    assertThat(high.err()).contains("no class of 'digits' called '12'");
    Shell none = Shell.run("sample", images, "--class", "7", "--out", out);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--class needs a run trained with classes");
  }

  @Test
  void classes_that_cannot_be_learned_or_are_missed_are_warned_of() throws IOException {
    Path data = folder.resolve("rare.npz");
    float[] x = new float[2 * 60];
    long[] label = new long[60];
    for (int i = 0; i < 60; i++) {
      label[i] = i < 3 ? 2 : i % 2;
      x[2 * i] = label[i];
      x[2 * i + 1] = i / 60f;
    }
    try (var _ = new Scope()) {
      Npz.write(
          data,
          Map.of(
              "x_train", Ops.of(x, 60, 2),
              "y_train", Ops.of(label),
              "x_test", Ops.of(x, 60, 2),
              "y_test", Ops.of(LongStream.of(label).map(c -> c == 2 ? 3 : c).toArray())));
    }
    Path run = folder.resolve("rare");
    Shell trained =
        Shell.run(
            small(
                "train",
                "gmgan",
                "--data",
                data,
                "--out",
                run,
                "--quiet",
                "--set",
                "supervision=sigmoid"));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err().lines())
        .containsExactly(
            "everymode: warning: Class 3 has no training rows, so no model can learn it; add some, or leave it out.",
            "everymode: warning: Class 2 has fewer than 5 training rows, so it can hardly ever be judged; add some.");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("Class 3 has no training rows", "Class 2 has fewer than 5 training rows");
    assertThat(Shell.run("data", "check", data).out()).contains("Class 3 has no training rows");

    Path out = folder.resolve("rare samples.npz");
    Shell unknown = Shell.run("sample", run, "--class", 3, "--out", out);
    assertThat(unknown.code()).isEqualTo(Main.WRONG);
    assertThat(unknown.err())
        .contains("class 3 has no training rows, so this model cannot know it; choose another");
    Path metrics = run.resolve("metrics.json");
    Files.writeString(
        metrics,
        """
        {"classes": {
          "0": {"verdict": "covered", "due": 0.9},
          "1": {"verdict": "missed", "due": 0.031},
          "2": {"verdict": "not judged", "reason": "too few"}}}
        """);
    assertThat(Shell.run("sample", run, "--class", 0, "--out", out).err()).isEmpty();
    Shell missed = Shell.run("sample", run, "--class", 1, "--out", out);
    assertThat(missed.code()).isZero();
    assertThat(missed.err())
        .startsWith(
            "everymode: warning: the report of this run calls class 1 missed (3 % of its due): ")
        .contains("may be other rows; see " + run.resolve("report.html"));
    assertThat(Shell.run("sample", run, "--class", 2, "--out", out).err())
        .contains("calls class 2 not judged (too few): ");
    Files.delete(metrics);
    assertThat(Shell.run("sample", run, "--class", 1, "--out", out).err()).isEmpty();
  }

  @Test
  void a_set_and_a_run_have_embeddings() {
    Path of = folder.resolve("embedding");
    Shell set = Shell.run("embed", "grid", "--out", of, "--quiet", "--json");
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(Json.read(set.last()).path("dim").asInt()).isEqualTo(55);
    Path run = folder.resolve("bourgan");
    Shell trained =
        Shell.run(
            small(
                "train",
                "bourgan",
                "--data",
                "grid",
                "--set",
                "from=" + of.resolve("embedding.npz"),
                "--out",
                run));
    assertThat(trained.code()).as(trained.err()).isZero();
    Shell shell = Shell.run("embed", run);
    assertThat(shell.code()).as(shell.err()).isZero();
    assertThat(shell.out()).contains("1,250 rows in 55 dimensions", "samples   ");
    assertThat(run.resolve("embedding").resolve("distances.svg")).isNotEmptyFile();
    Shell incomplete = Shell.run("embed", "digits", "--set", "distance.type=classifier");
    assertThat(incomplete.code()).isEqualTo(Main.WRONG);
    assertThat(incomplete.err()).contains("distance.file is missing");
    Shell other = Shell.run("embed", images);
    assertThat(other.code()).isEqualTo(Main.WRONG);
    assertThat(other.err()).contains("has no embedding");
    assertThat(Shell.run("embed", run, "--set", "points=3").err()).contains("--set is for data");
  }

  @Test
  void certify_reports_what_is_covered_and_a_certificate_can_be_checked() throws IOException {
    Shell plan = Shell.run("certify", points, "--k", 20, "--plan");
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("balls to the 20-th nearest other point", "samples")
        .doesNotContain("classes can be judged");
    Shell shell = Shell.run("certify", points, "--k", 20, "--json", "--quiet");
    assertThat(shell.code()).as(shell.err()).isEqualTo(Main.NOT_SHOWN); // 30 steps cover little
    JsonNode json = Json.read(shell.last());
    assertThat(json.path("verdict").asString()).isEqualTo("missed");
    Path file = Path.of(json.path("file").asString());
    Shell sound = Shell.run("certificate", "check", file);
    assertThat(sound.code()).as(sound.err()).isZero();
    assertThat(sound.out()).contains("every statement follows from the counts");
    Files.writeString(file, Files.readString(file).replace("\"missed\":[", "\"missed\":[0,"));
    assertThat(Shell.run("certificate", "check", file).code()).isEqualTo(Main.FAILED);
    Path samples = folder.resolve("certify.npz");
    assertThat(Shell.run("sample", points, "-n", 3000, "--out", samples).code()).isZero();
    Path out = folder.resolve("certified");
    Shell other = Shell.run("certify", samples, "--against", "swiss-roll", "--k", 20, "--out", out);
    assertThat(other.code()).as(other.err()).isEqualTo(Main.NOT_SHOWN);
    assertThat(other.out()).contains("not shown: ", "3,000 samples");
    assertThat(Shell.run("certify", samples).err()).contains("samples need --against");
    Path net = Files.writeString(folder.resolve("net.pt"), "nothing");
    assertThat(Shell.run("certify", net, "--against", "swiss-roll").err())
        .contains("a .pt generator needs --latent");
    Shell broken = Shell.run("certify", net, "--against", "swiss-roll", "--latent", "normal:2");
    assertThat(broken.err()).contains("is not a TorchScript module that can be loaded");
    assertThat(Shell.run("certify", points, "--ratio", 2).err())
        .contains("--ratio must be in (0, 1], but is 2.0");
    assertThat(Shell.run("certify", points, "--k", 5000).err()).contains("--k must be less than");
    assertThat(Shell.run("certify", points, "--population", "--features", net).err())
        .contains("leave out --features");
    assertThat(Shell.run("certify", points, "--rows", "test").err())
        .contains("--rows must be held-out, train or all, but is test");
    assertThat(Shell.run("certify", points, "--classes", "none").err())
        .contains("--classes must be labels, ignore, auto, auto:K or a .csv file");
  }
}
