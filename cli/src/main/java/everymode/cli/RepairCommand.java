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

/// Adds members to a generator for what it leaves uncovered.
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Trains members for what a generator leaves uncovered and mixes them in, as a new run, with a"
          + " certificate before and after. Exits with 3 unless enough is certified after.",
      "",
      "  everymode repair runs/00001-gan-digits --data digits",
      "  everymode repair samples.npz --data digits --rounds 3 --base gmgan"
    })
final class RepairCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN|FILE|FOLDER", description = "A run, or samples as for evaluate.")
  private Path subject = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "All of the data (default: the run's own).")
  private @Nullable String data;

  @Option(names = "--rounds", defaultValue = "5", description = "Members (default: 5).")
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

  @Option(names = "--seed", defaultValue = "1", description = "Decides all draws (default: 1).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run directory; one with the same settings goes on (default: next number under runs).")
  private @Nullable Path out;

  @Mixin private CertificateOptions claim = new CertificateOptions();
  @Mixin private LabelOptions label = new LabelOptions();
  @Mixin private CheckpointOptions keeping = new CheckpointOptions();
  @Mixin private DeviceOptions machine = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = machine.open();
    Recipe recipe = recipe();
    Training training = training(recipe, device);
    Certification certification = ready(training);
    OptionalDouble seconds =
        TrainingJob.train(training, again(training.directory().path()), console, device);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    machine.allCores();
    Trained trained = training.trained();
    Path folder = trained.directory().path();
    Optional<Certification.TimedCertificate> before = before(certification, folder, device);
    Optional<Certification.TimedCertificate> after =
        before.isEmpty()
            ? before
            : drawn(certification, subject(trained), folder, "certificate", device);
    if (before.isEmpty() || after.isEmpty()) {
      return Main.STOPPED;
    }
    console.info("  measuring; the training is saved");
    device.during(() -> {
      Scores scores = RunReport.measure(trained, seconds.getAsDouble());
      RunReport.report(trained, scores, seconds.getAsDouble());
    });
    Repair repair = new Repair(before.get(), after.get());
    console.result(
        "%s%n  report  %s%n  all in  %s"
            .formatted(repair.text(), trained.directory().report(), folder),
        Json.line(repair.json().put("run", folder.toString())));
    return repair.after().certificate().test().verdict() == CertificateVerdict.COVERED
        ? 0
        : Main.NOT_SHOWN;
  }

  private static String again(Path run) {
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
    String all =
        data == null ? Recipe.read(subject.resolve("effective.yaml")).data() : label.of(data);
    Recipe recipe = Repair.recipe(subject, all, base, rounds, claim.features(), seed);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    return recipe;
  }

  private Training training(Recipe recipe, Device device) {
    Training.RunOptions options = keeping.options(device, machine);
    if (out != null && Files.exists(out.resolve("checkpoints").resolve("latest"))) {
      return Training.resume(recipe.made(out).path(), options, console, console::warn);
    }
    return Training.begin(recipe, out, options, console);
  }

  /// A claim that cannot be made shows before the training.
  private Certification ready(Training training) {
    try {
      return claim.of(training.trained().data(), false);
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
      return drawn(certification, subject(Trained.open(subject, device)), run, name, device);
    }
    try (var _ = new Scope()) {
      var all = Samples.read(subject, certification.data().domain());
      var result =
          certification.of(subject.toString(), all, text -> console.progress("  before: " + text));
      certification.write(result, run.resolve(name));
      return Optional.of(result);
    }
  }

  private Optional<Certification.TimedCertificate> drawn(
      Certification certification, NamedSampler of, Path run, String name, Device device) {
    Path folder = run.resolve(name);
    String stopped = "  stopped, all saved; go on with%n    %s".formatted(again(run));
    List<Certification.TimedCertificate> found = new ArrayList<>();
    device.during(() ->
        CertificateOptions.draw(certification, of, folder, "  " + name + ": ", stopped, console)
            .ifPresent(found::add));
    return found.stream().findFirst();
  }
}
