package everymode.run.report;

import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.dynamics.Trace;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.platform.Services;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.report.DynamicsSection;
import everymode.report.Png;
import everymode.report.Report;
import everymode.report.ReportModel;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.RunView;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.UnfinishedRun;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Evaluation after training: scores, pictures and the report, from the run directory alone.
public final class RunReport {

  private static final int SHOWN = 64;
  private static final int FRAMES = 12;

  private RunReport() {}

  /// Measures a trained model against its held-out rows and writes `metrics.json`.
  ///
  /// @param seconds training time without evaluation
  public static Scores measure(Trained trained, double seconds) {
    return measure(trained, seconds, new Evaluation(trained.data()));
  }

  /// Measures a trained model like [#measure(Trained, double)], with an existing evaluation.
  ///
  /// @param seconds training time without evaluation
  /// @param evaluation an evaluation of the same data
  public static Scores measure(Trained trained, double seconds, Evaluation evaluation) {
    Scores scores = trained.scores(evaluation);
    ObjectNode metrics =
        Json.metrics(trained.directory().path().toString(), seconds, scores, evaluation.asked());
    RunDirectory.write(trained.directory().metrics(), Json.file(metrics));
    return scores;
  }

  /// Draws the pictures and writes the report.
  ///
  /// @param scores what was measured
  /// @param seconds training time without evaluation
  public static void report(Trained trained, Scores scores, double seconds) {
    RunDirectory run = trained.directory();
    Path pictures = run.pictures();
    RunView view = new RunView(run);
    Map<String, List<Point>> losses = points(view.values());
    List<Point> growth = losses.getOrDefault(LevelPictures.GROWTH, List.of());
    losses.remove(LevelPictures.GROWTH);
    RunDirectory.write(pictures.resolve("losses.svg"), Chart.lines("Losses", "step", losses));
    if (!scores.verdicts().isEmpty()) {
      RunDirectory.write(pictures.resolve("coverage.svg"), Chart.verdicts(scores));
    }
    Optional<Trace> trace = DynamicsPictures.trace(trained);
    try (var _ = new Scope()) {
      boolean drawn = trained.dataset().isPresent() && trained.model().sampler().isPresent();
      ReportModel.Gallery gallery = drawn ? gallery(trained, pictures) : null;
      ReportModel model =
          new ReportModel(
              title(trained),
              trained.recipe().family(),
              trained.recipe().seed(),
              seconds,
              trained.dataset().map(data -> data.heldOut().size()).orElse(0),
              trace.map(DynamicsSection::headline).orElse(null),
              scores,
              gallery,
              RunSections.certified(trained),
              RunSections.grown(trained),
              Stream.of(
                      AlarmCurves.section(view),
                      RunSections.clusters(trained, scores),
                      TransportPictures.section(trained, view, pictures),
                      LikelihoodPictures.section(trained, pictures),
                      TeacherLikelihood.section(trained),
                      ProfilePictures.section(trained),
                      LevelPictures.section(trained, growth),
                      trace.stream().flatMap(t -> DynamicsPictures.section(t, pictures)),
                      Services.of(SectionProvider.class).stream()
                          .flatMap(provider -> provider.get().sections(trained).stream()))
                  .flatMap(sections -> sections)
                  .toList(),
              frames(view),
              losses,
              points(view.scoresOverTraining()),
              RunDirectory.text(run.effective()),
              provenance(run),
              commands(trained),
              notes(trained, scores));
      RunDirectory.write(run.report(), Report.html(model));
    }
  }

  /// What there is to say in one sentence about a model that is not compared with data; empty for
  /// other models.
  public static Optional<String> headline(Trained trained) {
    return DynamicsPictures.trace(trained).map(DynamicsSection::headline);
  }

  /// How the game of a run ended, as JSON; empty for a run without a game in closed form.
  public static Optional<ObjectNode> outcome(Trained trained) {
    return DynamicsPictures.outcome(trained);
  }

  /// Writes the report again from the scores in `metrics.json`.
  ///
  /// @return its path; empty for a run without scores, whose report is not changed
  public static Optional<Path> rewrite(Trained trained) {
    Path file = trained.directory().metrics();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode metrics = Json.read(file);
    report(trained, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN));
    return Optional.of(trained.directory().report());
  }

  /// Model and data.
  ///
  /// @return such as `gmgan on digits (3,823 images 8×8, 10 classes)`
  public static String title(Trained trained) {
    String on =
        trained
            .dataset()
            .map(data ->
                String.format(
                    Locale.ROOT, " on %s (%s)", Datasets.title(data.name()), data.describe()))
            .orElse("");
    return trained.recipe().family() + on;
  }

  private static List<String> notes(Trained trained, Scores scores) {
    List<String> notes = new ArrayList<>();
    UnfinishedRun.of(trained).map(UnfinishedRun::sentence).ifPresent(notes::add);
    notes.addAll(trained.model().warnings());
    trained
        .dataset()
        .ifPresent(data -> {
          notes.addAll(data.warnings());
          notes.addAll(data.notes());
        });
    if (scores.all().keySet().stream().anyMatch(name -> name.endsWith("]"))) {
      notes.add(
          "Scores with a name in brackets were measured in the features of the network of that name."
              + " They must not be compared with published values or with those of another network.");
    }
    List<Domain.Table.Column> columns =
        trained.dataset().map(data -> data.domain().columns()).orElse(List.of());
    if (columns.size() > 1) {
      boolean scaled = columns.stream().anyMatch(c -> c.mean() != 0 || c.deviation() != 1);
      notes.add(
          String.format(
              Locale.ROOT,
              "The picture shows the columns %s and %s%s.",
              columns.get(0).name(),
              columns.get(1).name(),
              scaled ? ", each with mean 0 and standard deviation 1 over the training rows" : ""));
    }
    return notes;
  }

  private static ReportModel.Gallery gallery(Trained trained, Path pictures) {
    Domain domain = trained.data().domain();
    Tensor samples = Training.gallery(trained, SHOWN);
    int count = Math.min(trained.data().train().size(), Math.toIntExact(samples.size(0)));
    Tensor real = domain.units(shown(trained.data().train(), count, domain));
    byte[] generatedPng = Png.encode(SampleImages.of(samples, domain, 8));
    byte[] realPng = Png.encode(SampleImages.of(real, domain, 8));
    RunDirectory.write(pictures.resolve("samples.png"), generatedPng);
    RunDirectory.write(pictures.resolve("real.png"), realPng);
    if (!domain.numeric()) {
      return new ReportModel.ImageGallery(
          domain.grid().isPresent() ? "level" : "image", realPng, generatedPng);
    }
    // Columns of a table have different units; in the space of distances they are standardised.
    List<Point> realPoints = points(domain.space(real));
    List<Point> samplePoints = points(domain.space(samples));
    RunDirectory.write(
        pictures.resolve("plane.svg"),
        Chart.scatter("Real and generated", realPoints, samplePoints));
    return new ReportModel.PointGallery(realPoints, samplePoints);
  }

  /// Real rows for a picture: the first images, or points evenly spaced over the data set, because
  /// many data sets are ordered by mode.
  static Tensor shown(Rows rows, int count, Domain domain) {
    long size = rows.size();
    return !domain.numeric()
        ? rows.first(count)
        : rows.x(LongStream.range(0, count).map(i -> i * size / count).toArray());
  }

  private static List<Point> points(Tensor rows) {
    float[] values = Ops.floats(rows);
    int dim = (int) rows.size(1);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i += dim) {
      points.add(new Point(values[i], dim > 1 ? values[i + 1] : 0));
    }
    return points;
  }

  private static Map<String, List<Point>> points(Map<String, List<RunView.Point>> series) {
    Map<String, List<Point>> all = new LinkedHashMap<>();
    series.forEach((name, points) ->
        all.put(name, points.stream().map(p -> new Point(p.step(), p.value())).toList()));
    return all;
  }

  private static List<ReportModel.TrainingFrame> frames(RunView run) {
    return spread(List.copyOf(run.frames().entrySet()), FRAMES).stream()
        .map(e -> new ReportModel.TrainingFrame(e.getKey(), RunDirectory.bytes(e.getValue())))
        .toList();
  }

  /// The first element, the last, and some between them, evenly spaced in their order.
  ///
  /// @param most elements, at least 2
  static <T> List<T> spread(List<T> all, int most) {
    int n = all.size();
    return n <= most
        ? all
        : IntStream.range(0, most).mapToObj(i -> all.get(i * (n - 1) / (most - 1))).toList();
  }

  private static Map<String, String> provenance(RunDirectory run) {
    Map<String, String> texts = new LinkedHashMap<>();
    Json.read(run.provenance())
        .forEachEntry((name, value) -> {
          String entries =
              String.format(Locale.ROOT, "%,d entries, in provenance.json", value.size());
          texts.put(name, value.isValueNode() ? value.asString() : entries);
        });
    return texts;
  }

  private static List<String> commands(Trained trained) {
    RunDirectory run = trained.directory();
    List<String> commands = new ArrayList<>();
    String train = "./everymode train --recipe " + run.effective();
    UnfinishedRun.of(trained)
        .ifPresentOrElse(
            unfinished ->
                unfinished.steps().ifPresent(steps -> commands.add(train + " --steps " + steps)),
            () -> commands.add(train));
    if (trained.dataset().isPresent()) {
      commands.add("./everymode evaluate " + run.path());
    }
    if (trained.model().sampler().isPresent()) {
      boolean levels = trained.dataset().flatMap(data -> data.domain().grid()).isPresent();
      commands.add(
          "./everymode sample "
              + run.path()
              + " -n 64 --out "
              + (levels ? "levels" : "samples.png"));
    }
    return commands;
  }
}
