package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CertifyCommandTest {

  @TempDir private static Path folder = Path.of("");

  private static Shell certify(Path run, Object... more) {
    Stream<Object> all = Stream.of("certify", run, "--k", 20, "--samples", 2_000);
    Shell shell = Shell.run(Stream.concat(all, Arrays.stream(more)).toArray());
    assertThat(shell.code()).as(shell.err()).isEqualTo(Main.NOT_SHOWN); // five steps cover little
    return shell;
  }

  @Test
  void the_report_of_a_certified_run_shows_the_certificate() throws IOException {
    Path run = folder.resolve("run");
    Path report = run.resolve("report.html");
    String settings = "train gan --data ring --steps 5 --threads 1 --quiet --out";
    Shell trained =
        Shell.run(Stream.concat(Arrays.stream(settings.split(" ")), Stream.of(run)).toArray());
    assertThat(trained.code()).as(trained.err()).isZero();
    String before = Files.readString(report);
    assertThat(before).doesNotContain("<h2>Certificate</h2>").contains("<h2>Scores</h2>");

    Shell elsewhere = certify(run, "--out", folder.resolve("elsewhere"));
    assertThat(elsewhere.err()).doesNotContain("report");
    assertThat(Files.readString(report)).isEqualTo(before);

    assertThat(certify(run).err()).contains("report  " + report);
    String after = Files.readString(report);
    assertThat(after).contains("<h2>Certificate</h2>", "held-out points of ring", "What it cannot");
    assertThat(after.replaceFirst("(?s)<section>\n<h2>Certificate.*?</section>\n", ""))
        .isEqualTo(before); // the scores of metrics.json and everything else are unchanged

    Files.delete(run.resolve("metrics.json"));
    Files.delete(report);
    assertThat(certify(run).err()).doesNotContain("report"); // nothing was measured
    assertThat(report).doesNotExist();
    assertThat(run.resolve("certificate/certificate.json")).exists();
  }

  /// Payments, a few of which are far from all others and of class fraud, and samples of the same
  /// law without these.
  private static Path payments(String name, int legit, int fraud, boolean labels, long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(labels ? "amount,hour,class\n" : "amount,hour\n");
    for (int i = 0; i < legit + fraud; i++) {
      // spread over the file, so that a tenth of the frauds or so are held out
      boolean rare =
          i % (legit / Math.max(1, fraud)) == 1 && fraud > 0 && i / (legit / fraud) < fraud;
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%.4f%s%n",
              (rare ? 150 : 40) + 8 * random.nextGaussian(),
              (rare ? 3 : 14) + 2 * random.nextGaussian(),
              labels ? rare ? ",fraud" : ",legit" : ""));
    }
    return Files.writeString(
        folder.resolve(name), text.toString().replace(System.lineSeparator(), "\n"));
  }

  private static JsonNode json(Shell shell) {
    return Json.read(shell.last());
  }

  @Test
  void samples_without_a_rare_class_are_not_covered_and_the_remedy_shows_that_it_is_missed()
      throws IOException {
    Path data = payments("payments.csv", 991, 9, true, 1);
    Path samples = payments("without.csv", 20_000, 0, false, 2);
    Object[] command = {
      "certify",
      samples,
      "--against",
      data + ":label=class",
      "--json",
      "--out",
      folder.resolve("payments")
    };
    Shell shell = Shell.run(command);
    assertThat(shell.code()).as(shell.err()).isEqualTo(Main.NOT_SHOWN);
    JsonNode json = json(shell);
    assertThat(json.path("verdict").asString()).isEqualTo("not-shown");
    assertThat(json.path("rows").asString()).isEqualTo("all");
    assertThat(json.path("points").asInt()).isEqualTo(1_000);
    assertThat(json.path("certified").asInt()).isGreaterThanOrEqualTo(950); // the share alone
    JsonNode fraud = json.path("classes").path("fraud");
    assertThat(fraud.path("verdict").asString()).isEqualTo("not-judged");
    assertThat(fraud.path("points").asInt()).isEqualTo(9);
    assertThat(fraud.path("balls").asInt(-1)).isZero();
    assertThat(fraud.path("remedy").asString()).isEqualTo("--k 8");
    assertThat(json.path("classes").path("legit").path("verdict").asString()).isEqualTo("covered");

    Shell plan = Shell.run(with(command, "--plan"));
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(json(plan).path("classes").path("fraud").path("remedy").asString())
        .isEqualTo("--k 8");
    assertThat(json(plan).path("classes").path("legit").path("judged").asBoolean()).isTrue();

    Shell held = Shell.run(with(command, "--rows", "held-out", "--k", 20));
    assertThat(held.code()).as(held.err()).isEqualTo(Main.NOT_SHOWN);
    assertThat(json(held).path("rows").asString()).isEqualTo("held-out");
    assertThat(json(held).path("classes").path("fraud").path("remedy").asString())
        .startsWith("--rows train --k ");

    Shell alone = Shell.run(with(command, "--classes", "ignore"));
    assertThat(alone.code()).as(alone.err()).isZero();
    assertThat(json(alone).path("classes").path("fraud").path("verdict").asString())
        .isEqualTo("not-judged");
    Path file = folder.resolve("payments/certificate.json");
    assertThat(Shell.run("certificate", "check", file).out())
        .contains("covered by the share alone: ", "every statement follows from the counts");

    Shell smaller = Shell.run(with(command, "--k", 8));
    assertThat(smaller.code()).as(smaller.err()).isEqualTo(Main.NOT_SHOWN);
    assertThat(json(smaller).path("verdict").asString()).isEqualTo("missed");
    assertThat(json(smaller).path("classes").path("fraud").path("verdict").asString())
        .isEqualTo("missed");
    assertThat(Shell.run("certificate", "check", file).out())
        .contains("missed: class fraud is missed; ", "fraud                missed")
        .contains("every statement follows from the counts");

    Path all = payments("with.csv", 19_820, 180, false, 3);
    Shell covered =
        Shell.run(
            "certify",
            all,
            "--against",
            data + ":label=class",
            "--k",
            8,
            "--out",
            folder.resolve("with"));
    assertThat(covered.out()).startsWith("  covered: ");
    assertThat(covered.code()).as(covered.err()).isZero();
    assertThat(covered.out())
        .contains("points: 1,000 training and held-out rows of ", "A class is covered if at least");
  }

  private static Object[] with(Object[] command, Object... more) {
    return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray();
  }

  @Test
  void all_rows_of_a_reference_without_a_test_part_are_points() throws IOException {
    Path data = payments("reference.csv", 7_894, 106, false, 1); // an unlabelled mode of 1.3 %
    Path samples = payments("common.csv", 20_000, 0, false, 2);
    Path out = folder.resolve("reference");
    Shell shell = Shell.run("certify", samples, "--against", data, "--out", out, "--json");
    JsonNode json = json(shell);
    assertThat(json.path("rows").asString()).isEqualTo("all");
    assertThat(json.path("points").asInt()).isEqualTo(8_000);
    assertThat(json.path("classes")).isEmpty();
    // The share alone decides, and allows 5 %: but the mode is listed.
    assertThat(json.path("missed")).hasSize(106);
    assertThat(json.path("verdict").asString()).isEqualTo("covered");
    assertThat(shell.code()).as(shell.err()).isZero();
    Path few = payments("few.csv", 2_000, 0, false, 2);
    Shell less = Shell.run("certify", few, "--against", data, "--out", out);
    assertThat(less.code()).as(less.err()).isEqualTo(Main.NOT_SHOWN);
    assertThat(less.out()).contains("too few samples: of a perfect sampler about ", ", or --k ");
  }

  @Test
  void a_run_is_compared_with_held_out_rows_of_its_own_data_and_with_all_of_other_data()
      throws IOException {
    Path own = payments("own.csv", 600, 0, false, 1);
    Path other = payments("other.csv", 600, 0, false, 2);
    Path run = folder.resolve("own-run");
    Shell trained =
        Shell.run("train", "gan", "--data", own, "--steps", 2, "--threads", 1, "-q", "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(rows(run)).isEqualTo("held-out");
    assertThat(rows(run, "--against", own)).isEqualTo("held-out");
    assertThat(rows(run, "--against", other)).isEqualTo("all");
    assertThat(rows(run, "--against", other, "--rows", "train")).isEqualTo("train");
    assertThat(rows(run, "--against", "ring")).isEqualTo("held-out"); // fresh draws
    assertThat(rows(other, "--against", own)).isEqualTo("all");
    assertThat(rows(other, "--against", own, "--rows", "held-out")).isEqualTo("held-out");
  }

  private static String rows(Object... subject) {
    Object[] command = with(new Object[] {"certify"}, subject);
    Shell shell = Shell.run(with(command, "--k", 20, "--plan", "--json"));
    assertThat(shell.code()).as(shell.err()).isZero();
    return json(shell).path("rows").asString();
  }
}
