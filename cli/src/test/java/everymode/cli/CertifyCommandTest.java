package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
