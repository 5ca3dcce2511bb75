package everymode.cli;

import everymode.certify.Certification;
import everymode.certify.Certification.TimedCertificate;
import everymode.certify.Repair;
import everymode.coverage.CertificateVerdict;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.Scores;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adds mixture members to a generator for the rows that it leaves uncovered.
@Command(
    name = "repair",
    description = {
      "Trains mixture members for the rows that a generator leaves uncovered and adds them, as a"
          + " new run, with a certificate before and after. Exits with 3 unless the verdict"
          + " afterwards is covered.",
      "",
      "  everymode repair runs/00001-gan-digits --data digits",
      "  everymode repair samples.npz --data digits --rounds 3 --base gmgan"
    })
final class RepairCommand implements Verb {

  @Parameters(paramLabel = "RUN|FILE|FOLDER", description = "A run, or samples as in evaluate.")
  private String subject = "";

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "The whole data set (default: the run's own).")
  private @Nullable String data;

  @Option(names = "--rounds", defaultValue = "5", description = "Members to add (default: 5).")
  private int rounds = 5;

  @Option(
      names = "--base",
      paramLabel = "FAMILY",
      description = "The family of the members (default: the run's own, or gan).")
  private String base = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change one value of the mixture, such as member.steps; may be repeated.")
  private List<String> changes = List.of();

  @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run directory; one with the same settings is continued (default: next number under"
              + " runs).")
  private @Nullable Path out;

  @Mixin private CertificateOptions certificateOptions = new CertificateOptions();
  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    Training training = training(recipe(), device);
    Certification certification = certification(training);
    OptionalDouble seconds =
        TrainingJob.train(
            training,
            String.format(
                Locale.ROOT, "continue with%n    %s", command(training.directory().path())),
            console);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    deviceOptions.allCores();
    Trained trained = training.trained();
    Path folder = trained.directory().path();
    Optional<TimedCertificate> before = before(certification, folder, device);
    Optional<TimedCertificate> after =
        before.flatMap(_ -> certify(certification, trained, folder, "certificate", device));
    if (after.isEmpty()) {
      return Main.STOPPED;
    }
    console.info("  training saved; measuring");
    device.during(() -> {
      Scores scores = RunReport.measure(trained, seconds.getAsDouble());
      RunReport.report(trained, scores, seconds.getAsDouble());
    });
    Repair repair = new Repair(before.orElseThrow(), after.get());
    console.result(
        String.format(
            Locale.ROOT,
            "%s%n  report  %s%n  output  %s",
            repair.text(),
            trained.directory().report(),
            folder),
        repair.json().put("run", folder.toString()));
    var verdict = after.get().certificate().verdict(after.get().certificate().test());
    return verdict == CertificateVerdict.COVERED ? 0 : Main.NOT_SHOWN;
  }

  private static String command(Path run) {
    return "the same command and --out " + run;
  }

  private Recipe recipe() {
    boolean run = Arguments.isRun(subject);
    Arguments.require(data != null || run, "samples need --data, such as --data digits");
    String dataSpec =
        data == null
            ? Recipe.read(Path.of(subject).resolve("effective.yaml")).data()
            : dataOptions.of(data);
    Path features = certificateOptions.features();
    Recipe recipe = Repair.recipe(subject, dataSpec, base, rounds, features, seed);
    return recipe.set(changes);
  }

  private Training training(Recipe recipe, Device device) {
    Training.RunSettings options =
        checkpointOptions.options(device, deviceOptions, EvaluationSettings.defaults());
    if (out != null && Files.exists(out.resolve("checkpoints").resolve("latest"))) {
      return Training.resume(recipe.made(out).path(), options, console, console::warn);
    }
    return Training.begin(recipe, out, options, console);
  }

  /// Fails before the training when the certificate is impossible.
  private Certification certification(Training training) {
    try {
      return certificateOptions.of(training.trained().data(), false, false, null, console);
    } catch (RuntimeException e) {
      training.discard();
      throw e;
    }
  }

  private Optional<TimedCertificate> before(Certification certification, Path run, Device device) {
    String name = "certificate-before";
    if (Reference.run(subject)) {
      return certify(certification, Trained.open(Path.of(subject), device), run, name, device);
    }
    Path folder = run.resolve(name);
    return Optional.of(
        CertificateOptions.count(certification, subject, folder, "  before: ", console));
  }

  private Optional<TimedCertificate> certify(
      Certification certification, Trained of, Path run, String name, Device device) {
    NamedSampler generator = CertificateOptions.named(of);
    Path folder = run.resolve(name);
    String prefix = "  " + name + ": ";
    String stopped =
        String.format(Locale.ROOT, "  stopped and saved; continue with%n    %s", command(run));
    return DeviceOptions.on(
        device,
        () -> CertificateOptions.draw(certification, generator, folder, prefix, stopped, console));
  }
}
