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

/// Looks at certificates.
@Command(
    name = "certificate",
    mixinStandardHelpOptions = true,
    description = "Checks a certificate, without generator and data.",
    subcommands = CertificateCommand.Check.class)
final class CertificateCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create(); // picocli puts the real one in

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// Checks one.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Works out again what follows from a certificate's counts. Exits with 1 when it says"
            + " something else.",
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
      List<String> untruths = Certificate.inconsistencies(file);
      SequentialTest ledger = certificate.test();
      StringBuilder text = new StringBuilder();
      text.append(
          "  %s: %,d of %,d points certified, %,d proven missed, %,d samples in %d looks%n"
              .formatted(
                  Certificate.word(ledger.verdict()),
                  ledger.certified().cardinality(),
                  certificate.plan().points(),
                  ledger.missed().cardinality(),
                  certificate.samples(),
                  ledger.looks()));
      text.append("  ").append(certificate.claim());
      untruths.forEach(untruth -> text.append("%n  false: %s".formatted(untruth)));
      text.append(untruths.isEmpty() ? "%n  all it says follows from its counts".formatted() : "");
      var json = certificate.summary(ledger).put("sound", untruths.isEmpty());
      console.result(text.toString(), Json.line(json));
      return untruths.isEmpty() ? 0 : Main.FAILED;
    }
  }
}
