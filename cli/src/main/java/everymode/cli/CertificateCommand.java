package everymode.cli;

import everymode.certify.Certificate;
import everymode.coverage.SequentialTest;
import everymode.error.UsageException;
import everymode.run.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks certificates.
@Command(
    name = "certificate",
    mixinStandardHelpOptions = true,
    description = "Checks a certificate without the generator or the data.",
    subcommands = CertificateCommand.Check.class)
final class CertificateCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create(); // replaced by picocli

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Checks one certificate.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Recomputes what follows from a certificate's counts. Exits with 1 when the certificate"
            + " states something else.",
        "",
        "  everymode certificate check runs/00001-gmgan-digits/certificate/certificate.json"
      })
  static final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "A certificate.json.")
    private Path file = Path.of("");

    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      if (Files.isDirectory(file)) {
        throw new UsageException(file + " is a folder; give the certificate.json in it");
      }
      Certificate certificate = Certificate.read(file);
      List<String> inconsistencies = Certificate.inconsistencies(file);
      SequentialTest test = certificate.test();
      StringBuilder report = new StringBuilder();
      report.append(
          "  %s: %,d of %,d points certified, %,d proven missed, %,d samples in %d looks%n"
              .formatted(
                  Certificate.word(test.verdict()),
                  test.certified().cardinality(),
                  certificate.plan().points(),
                  test.missed().cardinality(),
                  certificate.samples(),
                  test.looks()));
      report.append("  ").append(certificate.claim());
      inconsistencies.forEach(text -> report.append("%n  inconsistent: %s".formatted(text)));
      report.append(
          inconsistencies.isEmpty()
              ? "%n  every statement follows from the counts".formatted()
              : "");
      var json = certificate.summary(test).put("sound", inconsistencies.isEmpty());
      console.result(report.toString(), Json.line(json));
      return inconsistencies.isEmpty() ? 0 : Main.FAILED;
    }
  }
}
