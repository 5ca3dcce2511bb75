package everymode.cli;

import everymode.certify.Certificate;
import everymode.certify.Certification;
import everymode.certify.Certification.TimedCertificate;
import everymode.certify.PointBalls;
import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.SequentialTest;
import everymode.data.Dataset;
import everymode.data.catalog.Samples;
import everymode.error.UsageException;
import everymode.run.Json;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.TorchScriptGenerator;
import everymode.run.Trained;
import everymode.run.report.RunReport;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Certifies for each real row whether a generator covers it.
@Command(
    name = "certify",
    description = {
      "Reports for each real row, at a confidence level, whether a generator covers or misses it."
          + " Exits with 3 unless enough rows are certified and every class is covered.",
      "",
      "  everymode certify runs/00001-gmgan-digits",
      "  everymode certify samples.npz --against digits --k 20 --ratio 0.5",
      "  everymode certify net.pt --latent normal:100 --against mnist",
      "  everymode certify runs/00001-gmgan-digits --plan"
    })
final class CertifyCommand implements Verb {

  @Parameters(
      paramLabel = "RUN|FILE|FOLDER",
      description =
          "A run, samples as .npz, .npy, .csv, .zip or a folder of images, or a TorchScript"
              + " generator as .pt.")
  private String subject = "";

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
  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    boolean run = Arguments.isRun(subject);
    Arguments.require(
        !population || !certificateOptions.learned(),
        "--population needs a distance that was not trained on such data; leave out --features");
    Arguments.require(run || against != null, "samples need --against, such as --against digits");
    Trained trained = run ? Trained.open(Path.of(subject), device) : null;
    Dataset data = against == null && trained != null ? trained.data() : against(trained, device);
    Certification certification =
        certificateOptions.of(
            data,
            population,
            against != null && !trainedOn(trained, data),
            trained == null ? null : trained.directory(),
            console);
    if (onlyPlan) {
      plan(certification);
      return 0;
    }
    Path folder = folder(run);
    RunDirectory.makeParent(folder.resolve("certificate.json"));
    if (trained == null && !TorchScriptGenerator.is(path())) {
      var counted = CertificateOptions.count(certification, subject, folder, "  ", console);
      return report(certification, counted, folder);
    }
    var generator = trained == null ? torchScript(data) : CertificateOptions.named(trained);
    String stopped = "  stopped, finished looks are saved; run the same command again to continue";
    Optional<TimedCertificate> result =
        DeviceOptions.on(
            trained == null ? Device.CPU : device,
            () ->
                CertificateOptions.draw(certification, generator, folder, "  ", stopped, console));
    if (result.isEmpty()) {
      return Main.STOPPED;
    }
    int code = report(certification, result.get(), folder);
    if (trained != null && out == null) {
      device.during(
          () -> RunReport.rewrite(trained).ifPresent(file -> console.info("  report  " + file)));
    }
    return code;
  }

  private Dataset against(@Nullable Trained trained, Device device) {
    String spec = dataOptions.of(String.valueOf(against));
    return trained == null ? Reference.open(spec, device) : Reference.open(trained, spec, device);
  }

  /// Whether a run was trained on the rows of a data set.
  private static boolean trainedOn(@Nullable Trained trained, Dataset data) {
    return trained != null
        && trained.dataset().map(own -> own.hash().equals(data.hash())).orElse(false);
  }

  private NamedSampler torchScript(Dataset data) {
    if (latent == null) {
      throw new UsageException("a .pt generator needs --latent, such as --latent normal:100");
    }
    return TorchScriptGenerator.open(path(), latent, data.domain());
  }

  private Path path() {
    return Objects.requireNonNull(Samples.place(subject));
  }

  private Path folder(boolean run) {
    String name = String.valueOf(path().getFileName()).replaceAll("[^A-Za-z0-9._-]+", "-");
    Path usual = run ? path().resolve("certificate") : Path.of("runs", "certificate-" + name);
    return out == null ? usual : out;
  }

  private int report(Certification certification, TimedCertificate result, Path folder) {
    Certificate certificate = result.certificate();
    SequentialTest test = certificate.test();
    Formatter text = new Formatter(Locale.ROOT);
    text.format("  %s%n", certificate.headline(test));
    text.format("  points: %s%n", certification.points());
    text.format("%s", ClassText.of(certificate, test));
    text.format("  %s%n", certificate.claim());
    text.format(
        "  A mode of fewer than about %d points can hide among its neighbours.%n",
        certificate.plan().k());
    if (test.verdict() == CertificateVerdict.NOT_SHOWN) {
      text.format("%s", few(certificate.plan()));
    }
    text.format(
        "  %,d samples; %.0f s for drawing, %.0f s for counting%n",
        certificate.samples(), result.generating(), result.counting());
    text.format("  output  %s", folder);
    console.result(
        text.toString(),
        certificate
            .summary(test)
            .put("seconds", result.generating() + result.counting())
            .put("file", folder.resolve("certificate.json").toString()));
    return certificate.verdict(test) == CertificateVerdict.COVERED ? 0 : Main.NOT_SHOWN;
  }

  /// What to try when a perfect sampler would not be covered either with so few samples; empty when
  /// it would be.
  private static String few(CertificatePlan plan) {
    double power = plan.power(plan.looks() - 1);
    if (power >= plan.share()) {
      return "";
    }
    long samples = plan.samples(plan.looks() - 1);
    int k = plan.k();
    boolean enough = false;
    while (!enough && 2L * k < plan.points()) {
      k *= 2;
      enough =
          CertificatePlan.of(
                      plan.points(),
                      k,
                      plan.ratio(),
                      plan.confidence(),
                      plan.share(),
                      plan.population(),
                      0)
                  .once(samples)
                  .power(0)
              >= plan.share();
    }
    return String.format(
        Locale.ROOT,
        "  too few samples: of a perfect sampler about %.0f %% would be certified; try more%s%n",
        100 * power,
        enough ? ", or --k " + k : "");
  }

  private void plan(Certification certification) {
    CertificatePlan plan = certification.plan();
    var json = Json.object().put("rows", certification.part());
    json.put("points", plan.points()).put("k", plan.k());
    var looks = json.putArray("looks");
    Formatter text = new Formatter(Locale.ROOT);
    text.format(
        "  points: %s%n  balls to the %d-th nearest other point, ratio %s, confidence %s%n",
        certification.points(), plan.k(), plan.ratio(), plan.confidence());
    text.format("  for a perfect sampler, these looks would certify at least%n");
    int sufficient = -1;
    for (int r = 0; r < plan.looks(); r++) {
      double power = plan.power(r);
      sufficient = sufficient < 0 && power >= plan.share() ? r : sufficient;
      text.format("    %,12d samples  %5.1f %%%n", plan.samples(r), 100 * power);
      looks.addObject().put("samples", plan.samples(r)).put("power", power);
    }
    double percent = 100 * plan.share();
    if (sufficient < 0) {
      text.format("  no look reaches %.0f %%: raise --samples or --k, or lower --ratio", percent);
    } else {
      text.format("  %.0f %% can be certified with %,d samples", percent, plan.samples(sufficient));
    }
    PointBalls balls = certification.balls(progress -> console.progress("  " + progress));
    text.format("%s", ClassText.planned(plan, balls));
    json.set("classes", ClassText.json(plan, balls));
    console.result(text.toString(), json);
  }
}
