package everymode.cli;

import everymode.certify.Certificate;
import everymode.certify.CertificateFile;
import everymode.coverage.SequentialTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Checks certificates.
@Command(
    name = "certificate",
    mixinStandardHelpOptions = true,
    description = "Checks a certificate without the generator or the data.",
    subcommands = CertificateCommand.Check.class)
final class CertificateCommand {

  /// Checks one certificate.
  @Command(
      name = "check",
      description = {
        "Recomputes what follows from a certificate's counts. Exits with 1 when the certificate"
            + " states something else.",
        "",
        "  everymode certificate check runs/00001-gmgan-digits/certificate/certificate.json"
      })
  static final class Check implements Verb {

    @Parameters(paramLabel = "FILE", description = "A certificate.json.")
    private Path file = Path.of("");

    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      Arguments.require(
          !Files.isDirectory(file), file + " is a folder; give the certificate.json in it");
      Certificate certificate = CertificateFile.read(file);
      List<String> inconsistencies = CertificateFile.inconsistencies(file);
      SequentialTest test = certificate.test();
      Formatter report = new Formatter(Locale.ROOT);
      report.format(
          "  %s, %,d samples in %d looks%n%s  %s",
          certificate.headline(test),
          certificate.samples(),
          test.looks(),
          ClassText.of(certificate, test),
          certificate.claim());
      inconsistencies.forEach(text -> report.format("%n  inconsistent: %s", text));
      if (inconsistencies.isEmpty()) {
        report.format("%n  every statement follows from the counts");
      }
      var json = certificate.summary(test).put("sound", inconsistencies.isEmpty());
      console.result(report.toString(), json);
      return inconsistencies.isEmpty() ? 0 : Main.FAILED;
    }
  }
}
