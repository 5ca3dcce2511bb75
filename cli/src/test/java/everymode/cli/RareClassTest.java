package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.io.Npz;
import everymode.run.Json;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Verdicts through the command line with the eyes of somebody whose rare class matters.
class RareClassTest {

  @TempDir private static Path folder = Path.of("");

  private static JsonNode evaluate(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("evaluate", "--json", "--quiet"));
    all.addAll(List.of(arguments));
    Shell shell = Shell.run(all.toArray());
    assertThat(shell.code()).as(shell.err()).isZero();
    return Json.read(shell.last());
  }

  private static String verdict(JsonNode scores, String label) {
    return scores.path("classes").path(label).path("verdict").asString("");
  }

  /// Training digits of some classes, as bytes.
  private static Path digits(String name, int count, LongPredicate kept) throws IOException {
    Dataset digits = Datasets.open("digits");
    long[] label = digits.train().labels();
    long[] rows =
        LongStream.range(0, label.length)
            .filter(i -> kept.test(label[(int) i]))
            .limit(count)
            .toArray();
    Path file = folder.resolve(name);
    try (var _ = new Scope()) {
      Npz.write(file, Map.of("x", digits.domain().units(digits.train().x(rows)).clone()));
    }
    return file;
  }

  @Test
  void digits_without_a_nine_do_not_cover_a_rare_nine() throws IOException {
    Path file = digits("no-nine.npz", 1_100, label -> label != 9);
    JsonNode rare = evaluate(file, "--data", "digits[9*0.01]");
    assertThat(verdict(rare, "9")).isIn("not judged", "missed");
    assertThat(verdict(rare, "0")).isEqualTo("covered");
    JsonNode all = evaluate(file, "--data", "digits");
    assertThat(verdict(all, "9")).isEqualTo("missed");
    assertThat(all.path("classes").path("9").path("due").asDouble()).isLessThan(0.25);
    assertThat(all.path("classes").path("9").path("with").asDouble()).isGreaterThan(50);
  }

  @Test
  void a_small_file_of_real_digits_misses_no_class() throws IOException {
    JsonNode scores = evaluate(digits("few.npz", 120, _ -> true), "--data", "digits");
    assertThat(
            scores
                .path("classes")
                .propertyStream()
                .map(of -> of.getValue().path("verdict").asString("")))
        .hasSize(10)
        .doesNotContain("missed");
  }

  private static String payment(SplittableRandom random, boolean fraud) {
    return String.format(
        Locale.ROOT,
        "%.2f,%.2f,%.2f",
        fraud ? 900 + 30 * random.nextGaussian() : Math.exp(3 + random.nextGaussian()),
        fraud ? 3 + random.nextDouble() : 8 + 12 * random.nextDouble(),
        fraud ? 80 + 5 * random.nextGaussian() : 10 * random.nextExponential());
  }

  @Test
  void payments_without_fraud_do_not_cover_fraud() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> real = new ArrayList<>(List.of("Amount,Hour,Distance,Class"));
    List<String> samples = new ArrayList<>(List.of("Amount,Hour,Distance"));
    for (int i = 0; i < 1_000; i++) {
      boolean fraud = i % 111 == 50;
      real.add(payment(random, fraud) + (fraud ? ",fraud" : ",legit"));
      samples.add(payment(random, false));
    }
    Path table = Files.write(folder.resolve("payments.csv"), real);
    Path without = Files.write(folder.resolve("no-fraud.csv"), samples);
    JsonNode scores = evaluate(without, "--data", table + ":label=Class");
    assertThat(verdict(scores, "fraud")).isIn("missed", "not judged");
    assertThat(verdict(scores, "legit")).isEqualTo("covered");
    assertThat(scores.path("rows").asString("")).isEqualTo("all");
    Shell certified =
        Shell.run(
            "certify", without, "--against", table + ":label=Class", "--out", folder.resolve("c"));
    assertThat(certified.code()).isEqualTo(Main.NOT_SHOWN);
    assertThat(certified.out()).contains("fraud");
  }

  @Test
  void a_table_of_yes_and_no_misses_the_group_that_is_left_out() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    List<String> real = new ArrayList<>(List.of("smoker,active,group"));
    List<String> samples = new ArrayList<>(List.of("smoker,active"));
    for (int i = 0; i < 1_000; i++) {
      boolean b = random.nextBoolean();
      real.add((b ? 1 : 0) + "," + random.nextInt(2) + (b ? ",b" : ",a"));
      if (i < 200) {
        samples.add("0," + random.nextInt(2));
      }
    }
    Path table = Files.write(folder.resolve("groups.csv"), real);
    Path half = Files.write(folder.resolve("group-a.csv"), samples);
    JsonNode scores = evaluate(half, "--data", table, "--label", "group");
    assertThat(verdict(scores, "b")).isEqualTo("missed");
    assertThat(scores.path("scores").path("coverage").path("ideal").isNull()).isTrue();
    assertThat(scores.path("notes").toString()).contains("Rows coincide");
  }

  /// A classifier that has seen its controls called such classes covered in a third of cases.
  @Test
  void a_classifier_that_cannot_tell_a_class_does_not_cover_it() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      SplittableRandom random = new SplittableRandom(100 + seed);
      int dim = 20;
      List<String> real = new ArrayList<>();
      List<String> samples = new ArrayList<>();
      String names =
          IntStream.range(0, dim).mapToObj(c -> "c" + c).collect(Collectors.joining(","));
      real.add(names + ",Class");
      samples.add(names);
      for (int i = 0; i < 1_620; i++) {
        boolean fraud = i % 27 < 2;
        real.add(row(random, dim, fraud ? 2 : 0) + (fraud ? ",fraud" : ",legit"));
        samples.add(row(random, dim, 0));
      }
      Path table = Files.write(folder.resolve("hard" + seed + ".csv"), real);
      Path without = Files.write(folder.resolve("hard-legit" + seed + ".csv"), samples);
      Path run = folder.resolve("hard" + seed);
      Shell trained =
          Shell.run(
              "train",
              "gan",
              "--data",
              table + ":label=Class",
              "--steps",
              "5",
              "--quiet",
              "--out",
              run);
      assertThat(trained.code()).as(trained.err()).isZero();
      assertThat(Shell.run("evaluate", run, "--features", "auto", "--quiet").code()).isZero();
      JsonNode scores =
          evaluate(
              without,
              "--data",
              table + ":label=Class",
              "--features",
              run.resolve("classifier.safetensors"),
              "--metrics",
              "coverage");
      assertThat(verdict(scores, "fraud")).isIn("missed", "not judged");
      assertThat(scores.path("notes").toString()).contains("other half");
    }
  }

  private static String row(SplittableRandom random, int dim, double shift) {
    StringBuilder row = new StringBuilder();
    for (int c = 0; c < dim; c++) {
      row.append(c == 0 ? "" : ",")
          .append(String.format(Locale.ROOT, "%.4f", random.nextGaussian() + (c == 0 ? shift : 0)));
    }
    return row.toString();
  }

  @Test
  void numbers_without_rows_are_no_classes() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[2 * 520];
    float[] fresh = new float[2 * 520];
    long[] label = new long[520];
    for (int i = 0; i < 520; i++) {
      int letter = i % 26;
      int row = letter / 6;
      label[i] = 1L + letter;
      for (float[] rows : List.of(x, fresh)) {
        rows[2 * i] = (float) (10.0 * (letter % 6) + random.nextGaussian());
        rows[2 * i + 1] = (float) (10.0 * row + random.nextGaussian());
      }
    }
    Path real = folder.resolve("letters.npz");
    Path samples = folder.resolve("letters-samples.npz");
    try (var _ = new Scope()) {
      Npz.write(real, Map.of("x", Ops.of(x, 520, 2), "y", Ops.of(label)));
      Npz.write(samples, Map.of("x", Ops.of(fresh, 520, 2)));
    }
    JsonNode scores = evaluate(samples, "--data", real);
    assertThat(scores.path("classes").propertyNames()).hasSize(26).doesNotContain("0");
    assertThat(verdict(scores, "26")).isEqualTo("covered");
  }

  @Test
  void a_kept_classifier_is_found_again_and_another_one_is_not_overwritten() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    List<String> rows = new ArrayList<>(List.of("a,b,kind"));
    for (int i = 0; i < 400; i++) {
      boolean far = i % 4 == 0;
      rows.add(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s",
              random.nextGaussian() + (far ? 6 : 0),
              random.nextGaussian(),
              far ? "far" : "near"));
    }
    Path table = Files.write(folder.resolve("two.csv"), rows);
    Path run = folder.resolve("run");
    Shell trained =
        Shell.run(
            "train",
            "gan",
            "--data",
            table + ":label=kind",
            "--steps",
            "20",
            "--quiet",
            "--out",
            run);
    assertThat(trained.code()).as(trained.err()).isZero();
    JsonNode first = evaluate(run, "--features", "auto");
    assertThat(run.resolve("classifier.safetensors")).exists();
    String space = first.path("space").asString("");
    assertThat(space).startsWith("classifier:");
    assertThat(evaluate(run).path("space").asString("")).isEqualTo(space);
    assertThat(evaluate(run, "--features", "none").path("space").asString("")).isEqualTo("columns");
    Shell unlabelled =
        Shell.run("evaluate", run, "--data", "swiss-roll", "--features", "auto", "--quiet");
    assertThat(unlabelled.code()).isNotZero();
    assertThat(unlabelled.err()).contains("--features");
    Shell further = Shell.run("resume", run, "--steps", 21, "--eval-every", 1, "--no-eval");
    assertThat(further.code()).as(further.err()).isZero();
    assertThat(run.resolve("scores.jsonl")).content().contains("[" + space + "]");
  }
}
