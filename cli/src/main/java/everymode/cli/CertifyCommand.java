package everymode.cli;

import everymode.certify.Certificate;
import everymode.certify.Certification;
import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.SequentialTest;
import everymode.data.Dataset;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.run.Json;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.TorchScriptGenerator;
import everymode.run.Trained;
import everymode.run.report.RunReport;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Certifies for each real row whether a generator covers it.
@Command(
    name = "certify",
    mixinStandardHelpOptions = true,
    description = {
      "Reports for each real row, at a confidence level, whether a generator covers or misses it."
          + " Exits with 3 unless enough rows are certified.",
      "",
      "  everymode certify runs/00001-gmgan-digits",
      "  everymode certify samples.npz --against digits --k 20 --ratio 0.5",
      "  everymode certify net.pt --latent normal:100 --against mnist",
      "  everymode certify runs/00001-gmgan-digits --plan"
    })
final class CertifyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "RUN|FILE|FOLDER",
      description =
          "A run, samples as .npz, .npy, .csv, .zip or a folder of images, or a TorchScript"
              + " generator as .pt.")
  private Path subject = Path.of("");

  @Option(
      names = "--against",
      paramLabel = "NAME|PATH|RUN",
      description = "The data (default: the run's own).")
  private @Nullable String against;

  @Option(
      names = "--latent",
      paramLabel = "DISTRIBUTION:DIM",
      description = "Input of a .pt generator: normal:DIM, or uniform:DIM in [-1, 1).")
  private @Nullable String latent;

  @Option(
      names = "--population",
      description = "Make the claim about the distribution behind the data, not about its rows.")
  private boolean population;

  @Option(
      names = "--plan",
      description = "Print what can be certified at all, without drawing samples.")
  private boolean onlyPlan;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: certificate in the run, or runs/certificate-NAME).")
  private @Nullable Path out;

  @Mixin private CertificateOptions certificateOptions = new CertificateOptions();
  @Mixin private LabelOptions labelOptions = new LabelOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    if (!Files.exists(subject)) {
      throw new EverymodeException(
          "there is no run, file or folder " + subject + "; check the path");
    }
    if (population && certificateOptions.features() != null) {
      throw new UsageException(
          "--population needs a distance that was not trained on such data; leave out"
              + " --features");
    }
    boolean run = Reference.run(subject.toString());
    if (!run && against == null) {
      throw new UsageException("samples need --against, such as --against digits");
    }
    Trained trained = run ? Trained.open(subject, device) : null;
    Dataset data =
        against == null && trained != null
            ? trained.data()
            : Reference.open(labelOptions.of(String.valueOf(against)), device);
    Certification certification = certificateOptions.of(data, population);
    if (onlyPlan) {
      plan(certification.plan());
      return 0;
    }
    Path folder = folder(run);
    RunDirectory.requireFree(folder.resolve("certificate.json"));
    if (trained == null && !TorchScriptGenerator.is(subject)) {
      return file(certification, folder);
    }
    List<Certification.TimedCertificate> results = new ArrayList<>();
    if (trained != null) {
      var generator = new NamedSampler(subject.toString(), trained.stateHash(), trained.sampler());
      device.during(() -> draw(generator, certification, folder).ifPresent(results::add));
    } else {
      if (latent == null) {
        throw new UsageException("a .pt generator needs --latent, such as --latent normal:100");
      }
      var generator = TorchScriptGenerator.open(subject, latent, data.domain());
      draw(generator, certification, folder).ifPresent(results::add);
    }
    if (results.isEmpty()) {
      return Main.STOPPED;
    }
    int code = report(results.getFirst(), folder);
    if (trained != null && out == null) {
      device.during(
          () -> RunReport.rewrite(trained).ifPresent(file -> console.info("  report  " + file)));
    }
    return code;
  }

  private Path folder(boolean run) {
    if (out != null) {
      return out;
    }
    String name = String.valueOf(subject.getFileName()).replaceAll("[^A-Za-z0-9._-]+", "-");
    return run ? subject.resolve("certificate") : Path.of("runs", "certificate-" + name);
  }

  private Optional<Certification.TimedCertificate> draw(
      NamedSampler generator, Certification certification, Path folder) {
    String stopped = "  stopped, finished looks are saved; run the same command again to continue";
    return CertificateOptions.draw(certification, generator, folder, "  ", stopped, console);
  }

  private int file(Certification certification, Path folder) {
    try (var _ = new Scope()) {
      var all = Samples.read(subject, certification.data().domain());
      var result = certification.of(subject.toString(), all, text -> console.progress("  " + text));
      certification.write(result, folder);
      return report(result, folder);
    }
  }

  private int report(Certification.TimedCertificate result, Path folder) {
    Certificate certificate = result.certificate();
    SequentialTest test = certificate.test();
    CertificateVerdict verdict = test.verdict();
    int points = certificate.plan().points();
    StringBuilder text = new StringBuilder();
    text.append(
        "  %s: %,d of %,d points certified (%.1f %%), %,d proven missed%n"
            .formatted(
                Certificate.word(verdict),
                test.certified().cardinality(),
                points,
                100 * test.share(),
                test.missed().cardinality()));
    certificate
        .byClass(test)
        .forEach((name, of) ->
            text.append(
                "    %-20s %,7d of %,7d%s%n"
                    .formatted(name, of[1], of[0], of[1] < 0.5 * of[0] ? "  !" : "")));
    text.append("  %s%n".formatted(certificate.claim()));
    text.append(
        "  A mode of fewer than about %d points can hide among its neighbours.%n"
            .formatted(certificate.plan().k()));
    text.append(
        "  %,d samples; %.0f s for drawing, %.0f s for counting%n"
            .formatted(certificate.samples(), result.generating(), result.counting()));
    text.append("  output  %s".formatted(folder));
    Path file = folder.resolve("certificate.json");
    console.result(
        text.toString(),
        Json.line(
            certificate
                .summary(test)
                .put("seconds", result.generating() + result.counting())
                .put("file", file.toString())));
    return verdict == CertificateVerdict.COVERED ? 0 : Main.NOT_SHOWN;
  }

  private void plan(CertificatePlan plan) {
    var json = Json.object().put("points", plan.points()).put("k", plan.k());
    var looks = json.putArray("looks");
    StringBuilder text = new StringBuilder();
    text.append(
        "  %,d points, balls to the %d-th nearest other point, ratio %s, confidence %s%n"
            .formatted(plan.points(), plan.k(), plan.ratio(), plan.confidence()));
    text.append("  for a perfect sampler, these looks would certify at least%n".formatted());
    int sufficient = -1;
    for (int r = 0; r < plan.looks(); r++) {
      double power = plan.power(r);
      sufficient = sufficient < 0 && power >= plan.share() ? r : sufficient;
      text.append("    %,12d samples  %5.1f %%%n".formatted(plan.samples(r), 100 * power));
      looks.addObject().put("samples", plan.samples(r)).put("power", power);
    }
    text.append(
        sufficient < 0
            ? "  no look reaches %.0f %%: raise --samples or --k, or lower --ratio"
                .formatted(100 * plan.share())
            : "  %.0f %% can be certified with %,d samples"
                .formatted(100 * plan.share(), plan.samples(sufficient)));
    console.result(text.toString(), Json.line(json));
  }
}
