package everymode.cli;

import everymode.certify.Certification;
import everymode.certify.Repair;
import everymode.coverage.CertificateVerdict;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Scores;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Adds mixture members to a generator for the rows that it leaves uncovered.
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Trains mixture members for the rows that a generator leaves uncovered and adds them, as a"
          + " new run, with a certificate before and after. Exits with 3 unless enough rows are"
          + " certified afterwards.",
      "",
      "  everymode repair runs/00001-gan-digits --data digits",
      "  everymode repair samples.npz --data digits --rounds 3 --base gmgan"
    })
final class RepairCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN|FILE|FOLDER", description = "A run, or samples as in evaluate.")
  private Path subject = Path.of("");

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

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all random numbers (default: 1).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run directory; one with the same settings is continued (default: next number under"
              + " runs).")
  private @Nullable Path out;

  @Mixin private CertificateOptions certificateOptions = new CertificateOptions();
  @Mixin private LabelOptions labelOptions = new LabelOptions();
  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    Recipe recipe = recipe();
    Training training = training(recipe, device);
    Certification certification = certification(training);
    OptionalDouble seconds =
        TrainingJob.train(training, command(training.directory().path()), console, device);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    deviceOptions.allCores();
    Trained trained = training.trained();
    Path folder = trained.directory().path();
    Optional<Certification.TimedCertificate> before = before(certification, folder, device);
    Optional<Certification.TimedCertificate> after =
        before.isEmpty()
            ? before
            : certify(certification, subject(trained), folder, "certificate", device);
    if (before.isEmpty() || after.isEmpty()) {
      return Main.STOPPED;
    }
    console.info("  training saved; measuring");
    device.during(() -> {
      Scores scores = RunReport.measure(trained, seconds.getAsDouble());
      RunReport.report(trained, scores, seconds.getAsDouble());
    });
    Repair repair = new Repair(before.get(), after.get());
    console.result(
        "%s%n  report  %s%n  output  %s"
            .formatted(repair.text(), trained.directory().report(), folder),
        Json.line(repair.json().put("run", folder.toString())));
    return repair.after().certificate().test().verdict() == CertificateVerdict.COVERED
        ? 0
        : Main.NOT_SHOWN;
  }

  private static String command(Path run) {
    return "the same command and --out " + run;
  }

  private Recipe recipe() {
    if (!Files.exists(subject)) {
      throw new EverymodeException(
          "there is no run, file or folder " + subject + "; check the path");
    }
    boolean run = Reference.run(subject.toString());
    if (data == null && !run) {
      throw new UsageException("samples need --data, such as --data digits");
    }
    String dataSpec =
        data == null
            ? Recipe.read(subject.resolve("effective.yaml")).data()
            : labelOptions.of(data);
    Recipe recipe =
        Repair.recipe(subject, dataSpec, base, rounds, certificateOptions.features(), seed);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    return recipe;
  }

  private Training training(Recipe recipe, Device device) {
    Training.RunOptions options = checkpointOptions.options(device, deviceOptions);
    if (out != null && Files.exists(out.resolve("checkpoints").resolve("latest"))) {
      return Training.resume(recipe.made(out).path(), options, console, console::warn);
    }
    return Training.begin(recipe, out, options, console);
  }

  /// Fails before the training when the certificate is impossible.
  private Certification certification(Training training) {
    try {
      return certificateOptions.of(training.trained().data(), false);
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
  }

  private static NamedSampler subject(Trained run) {
    return new NamedSampler(run.directory().path().toString(), run.stateHash(), run.sampler());
  }

  private Optional<Certification.TimedCertificate> before(
      Certification certification, Path run, Device device) {
    String name = "certificate-before";
    if (Reference.run(subject.toString())) {
      return certify(certification, subject(Trained.open(subject, device)), run, name, device);
    }
    try (var _ = new Scope()) {
      var all = Samples.read(subject, certification.data().domain());
      var result =
          certification.of(subject.toString(), all, text -> console.progress("  before: " + text));
      certification.write(result, run.resolve(name));
      return Optional.of(result);
    }
  }

  private Optional<Certification.TimedCertificate> certify(
      Certification certification, NamedSampler of, Path run, String name, Device device) {
    Path folder = run.resolve(name);
    String stopped = "  stopped and saved; continue with%n    %s".formatted(command(run));
    List<Certification.TimedCertificate> found = new ArrayList<>();
    device.during(() ->
        CertificateOptions.draw(certification, of, folder, "  " + name + ": ", stopped, console)
            .ifPresent(found::add));
    return found.stream().findFirst();
  }
}
