package everymode.cli;

import everymode.analysis.ClusteredData;
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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// Measures what a generator covers and what it misses.
@Command(
    name = "evaluate",
    description = {
      "Measures a run, or samples of any generator, against held-out data.",
      "",
      "  everymode evaluate runs/00001-gmgan-digits",
      "  everymode evaluate samples.npz --data digits --features classifiers/digits.safetensors",
      "  everymode evaluate samples.csv --data table.csv --classes auto",
      "  everymode evaluate folder/of/images --data mnist --metrics coverage,clipped-coverage"
    })
final class EvaluateCommand implements Verb {

  @Parameters(
      paramLabel = "RUN|FILE|FOLDER",
      description = "A run directory, or samples as .npz, .npy, .csv, .zip or a folder of images.")
  private String subject = "";

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

  @Option(
      names = "--per-row",
      paramLabel = "FILE",
      description =
          "Write the log-probability of each row, in nats, under a run that knows its density (.csv).")
  private @Nullable Path perRow;

  @Option(names = "--rows", description = EvaluationOptions.ROWS)
  private @Nullable String rows;

  @Mixin private SamplerOptions samplerOptions = new SamplerOptions();
  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private ClassOptions classOptions = new ClassOptions();
  @Mixin private EvaluationOptions evaluationOptions = new EvaluationOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Device device = deviceOptions.open();
    boolean run = Arguments.isRun(subject);
    Arguments.require(
        save == null || save.toString().toLowerCase(Locale.ROOT).endsWith(".npz"),
        "--save-statistics must end in .npz, but is " + save);
    Arguments.require(
        perRow == null || run, "--per-row needs a run, but " + subject + " is not one");
    Arguments.require(
        perRow == null || perRow.toString().toLowerCase(Locale.ROOT).endsWith(".csv"),
        "--per-row must end in .csv, but is " + perRow);
    Arguments.require(
        data != null || !dataOptions.given(),
        "--label and --rule are options of --data; give that, too");
    data = data == null ? null : dataOptions.of(data);
    evaluationOptions.check();
    classOptions.source();
    if (rows != null) {
      RowPart.of(rows);
    }
    if (run) {
      Trained trained = Trained.open(Path.of(subject), device);
      boolean heldOut = rows == null || RowPart.of(rows) == RowPart.HELD_OUT;
      if (data == null && heldOut && !samplerOptions.given()) {
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
    writeRows(device, () -> RowLikelihoods.of(trained, trained.data()));
    Prepared prepared = prepared(trained, trained.data());
    prepared.clusters.ifPresent(found -> found.write(trained.directory().clusters()));
    Evaluation evaluation = prepared.evaluation;
    save(() -> evaluation.moments(samplerOptions.of(trained), key(trained)));
    TrainingJob.measure(trained, trained.seconds(), evaluation, console, device);
  }

  /// With other data, other rows or another sampler nothing is written into the run: its own scores
  /// stay.
  private void other(Trained trained, @Nullable String data, Device device) {
    Optional<String> file = Optional.ofNullable(data).filter(Samples::ordered);
    file.ifPresent(rows -> writeRows(device, () -> RowLikelihoods.of(trained, rows)));
    Dataset against = data == null ? trained.data() : Reference.open(trained, data, device);
    if (file.isEmpty()) {
      writeRows(device, () -> RowLikelihoods.of(trained, against));
    }
    Prepared prepared = prepared(trained, against);
    Evaluation evaluation = prepared.evaluation;
    save(() -> evaluation.moments(samplerOptions.of(trained), key(trained)));
    device.during(() ->
        show(
            prepared,
            samplerOptions.given()
                ? evaluation.of(samplerOptions.of(trained), key(trained))
                : evaluation.of(trained.model(), key(trained))));
  }

  private void writeRows(Device device, Supplier<RowLikelihoods> likelihoods) {
    Path file = perRow;
    if (file != null) {
      RunDirectory.makeParent(file);
      device.during(() -> likelihoods.get().write(file));
    }
  }

  /// What samples are measured by.
  ///
  /// @param rows the real rows that they are compared with
  /// @param clusters the clusters that stand for classes, if they do
  private record Prepared(
      Dataset data, RowPart rows, Optional<ClusteredData> clusters, Evaluation evaluation) {}

  /// Opens the network, fits clusters to held-out rows alone, so that the tests of classes stay
  /// exact, and prepares the evaluation.
  ///
  /// @param trained the run that is measured, or null for samples
  private Prepared prepared(@Nullable Trained trained, Dataset against) {
    boolean foreign = trained == null || !against.hash().equals(trained.data().hash());
    RowPart part = EvaluationOptions.part(rows, against, foreign);
    EvaluationSettings settings =
        evaluationOptions
            .options(trained == null ? null : trained.directory(), against, part, console)
            .withClasses(classOptions.source());
    Optional<ClusteredData> clusters =
        classOptions.clusters(against, RowPart.HELD_OUT, settings.extractor(), console);
    Dataset judged = clusters.map(ClusteredData::data).orElse(against);
    return new Prepared(against, part, clusters, new Evaluation(judged, settings));
  }

  private void file(Device device) {
    evaluationOptions.checkFile();
    if (data == null) {
      throw new UsageException("samples need --data, such as --data digits");
    }
    Dataset against = Reference.open(data, device);
    try (var _ = new Scope()) {
      var samples = Samples.read(subject, against.domain());
      Prepared prepared = prepared(null, against);
      save(() -> prepared.evaluation.moments(samples));
      show(prepared, prepared.evaluation.of(samples));
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

  private void show(Prepared prepared, Scores scores) {
    ObjectNode json = Json.metrics(subject, Double.NaN, scores, prepared.evaluation.asked());
    json.put("rows", prepared.rows.words());
    prepared.clusters.ifPresent(found ->
        found
            .clusters()
            .forEach((name, cluster) ->
                json.withObjectProperty("clusters")
                    .withObjectProperty(name)
                    .setAll(cluster.json())));
    console.result(
        ScoreText.text(TrainingJob.measuredOn(prepared.data, prepared.rows), scores), json);
  }
}
