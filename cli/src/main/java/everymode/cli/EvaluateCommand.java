package everymode.cli;

import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.data.catalog.Samples;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.Scores;
import everymode.metric.feature.FeatureMoments;
import everymode.random.RandomKey;
import everymode.run.Json;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures what a generator covers and what it misses.
@Command(
    name = "evaluate",
    description = {
      "Measures a run, or samples of any generator, against held-out data.",
      "",
      "  everymode evaluate runs/00001-gmgan-digits",
      "  everymode evaluate samples.npz --data digits --features classifiers/digits.safetensors",
      "  everymode evaluate folder/of/images --data mnist --metrics coverage,clipped-coverage"
    })
final class EvaluateCommand implements Verb {

  @Parameters(
      paramLabel = "RUN|FILE|FOLDER",
      description = "A run directory, or samples as .npz, .npy, .csv, .zip or a folder of images.")
  private Path subject = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH|RUN",
      description = "The data to measure against (default: the run's own).")
  private @Nullable String data;

  @Option(
      names = "--save-statistics",
      paramLabel = "FILE",
      description = "Write mean and covariance of the samples' features as mu and sigma (.npz).")
  private @Nullable Path save;

  @Option(names = "--rows", description = EvaluationOptions.ROWS)
  private @Nullable String rows;

  @Mixin private SamplerOptions samplerOptions = new SamplerOptions();
  @Mixin private LabelOptions labelOptions = new LabelOptions();
  @Mixin private EvaluationOptions evaluationOptions = new EvaluationOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    boolean run = Arguments.isRun(subject);
    Arguments.require(
        save == null || save.toString().endsWith(".npz"),
        "--save-statistics must end in .npz, but is " + save);
    Arguments.require(
        data != null || !labelOptions.given(), "--label names a column of --data; give both");
    data = data == null ? null : labelOptions.of(data);
    evaluationOptions.check();
    if (rows != null) {
      RowPart.of(rows);
    }
    if (run) {
      Trained trained = Trained.open(subject, device);
      if (data == null && !samplerOptions.given()) {
        own(trained, device);
      } else {
        other(trained, data, device);
      }
    } else {
      Arguments.require(
          !samplerOptions.given(),
          "--covariance-scale and --sampler need a run, but " + subject + " is not one");
      file(device);
    }
    return 0;
  }

  private void own(Trained trained, Device device) {
    Evaluation evaluation = new Evaluation(trained.data(), settings(trained, trained.data()));
    save(() -> evaluation.moments(samplerOptions.of(trained), key(trained)));
    TrainingJob.measure(trained, trained.seconds(), evaluation, console, device);
  }

  /// With other data or another sampler nothing is written into the run: its own scores stay.
  private void other(Trained trained, @Nullable String data, Device device) {
    Dataset against = data == null ? trained.data() : Reference.open(data, device);
    String shape = Arrays.toString(trained.data().domain().shape());
    String other = Arrays.toString(against.domain().shape());
    Arguments.require(
        other.equals(shape),
        "samples of %s have the shape %s, but '%s' has %s; choose data of the same shape"
            .formatted(subject, shape, data, other));
    EvaluationSettings settings = settings(trained, against);
    Evaluation evaluation = new Evaluation(against, settings);
    save(() -> evaluation.moments(samplerOptions.of(trained), key(trained)));
    device.during(() ->
        show(
            against,
            settings,
            evaluation,
            evaluation.of(samplerOptions.of(trained), key(trained))));
  }

  private EvaluationSettings settings(Trained trained, Dataset against) {
    boolean foreign = !against.hash().equals(trained.data().hash());
    return evaluationOptions.options(
        trained.directory(), against, EvaluationOptions.part(rows, against, foreign), console);
  }

  private void file(Device device) {
    if (data == null) {
      throw new UsageException("samples need --data, such as --data digits");
    }
    Dataset against = Reference.open(data, device);
    try (var _ = new Scope()) {
      var samples = Samples.read(subject, against.domain());
      RowPart part = EvaluationOptions.part(rows, against, true);
      EvaluationSettings settings = evaluationOptions.options(null, against, part, console);
      Evaluation evaluation = new Evaluation(against, settings);
      save(() -> evaluation.moments(samples));
      show(against, settings, evaluation, evaluation.of(samples));
    }
  }

  private void save(Supplier<FeatureMoments> moments) {
    if (save != null) {
      RunDirectory.makeParent(save);
      moments.get().write(save);
    }
  }

  private static RandomKey key(Trained trained) {
    return new RandomKey(trained.recipe().seed()).fold("measure");
  }

  private void show(
      Dataset against, EvaluationSettings settings, Evaluation evaluation, Scores scores) {
    console.result(
        ScoreText.text(TrainingJob.measuredOn(against, settings.rows()), scores),
        Json.metrics(subject, Double.NaN, scores, evaluation.asked())
            .put("rows", settings.rows().words()));
  }
}
