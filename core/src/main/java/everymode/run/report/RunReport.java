package everymode.run.report;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.metric.Evaluation;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.report.Chart;
import everymode.report.Chart.Point;
import everymode.report.Png;
import everymode.report.RasterImage;
import everymode.report.Report;
import everymode.report.ReportModel;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What comes after training: scores, pictures and the report, from the run directory alone.
public final class RunReport {

  private static final int SHOWN = 64;

  private RunReport() {}

  /// Measures a trained model against its held-out rows and writes `metrics.json`.
  ///
  /// @param trained the model
  /// @param seconds the training alone
  /// @return the scores
  public static Scores measure(Trained trained, double seconds) {
    return measure(trained, seconds, new Evaluation(trained.data()));
  }

  /// Measures a trained model, as above, with what is known of its data already.
  ///
  /// @param trained the model
  /// @param seconds the training alone
  /// @param evaluation of the same data
  /// @return the scores
  public static Scores measure(Trained trained, double seconds, Evaluation evaluation) {
    Scores scores = trained.scores(evaluation);
    ObjectNode metrics =
        Json.metrics(trained.directory().path(), seconds, scores, evaluation.asked());
    write(trained.directory().metrics(), Json.file(metrics));
    return scores;
  }

  /// The scores that were measured in training.
  ///
  /// @param run where
  /// @return points of step and score by metric; empty when nothing was measured
  public static Map<String, List<Point>> curves(RunDirectory run) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    if (Files.exists(run.curve())) {
      for (String line : read(run.curve()).lines().toList()) {
        JsonNode node = Json.read(line);
        Json.scores(node)
            .all()
            .forEach((name, score) -> {
              if (score.present()) {
                curves
                    .computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(new Point(node.path("step").asDouble(), score.value()));
              }
            });
      }
    }
    return curves;
  }

  /// Draws the pictures and writes the report.
  ///
  /// @param trained the model
  /// @param scores what was measured
  /// @param seconds the training alone
  public static void report(Trained trained, Scores scores, double seconds) {
    RunDirectory run = trained.directory();
    Path pictures = run.path().resolve("pictures");
    Map<String, List<Point>> losses = losses(run);
    write(pictures.resolve("losses.svg"), Chart.lines("Losses", "step", losses));
    if (!scores.classes().isEmpty()) {
      write(pictures.resolve("coverage.svg"), Chart.bars("Coverage by class", bars(scores)));
    }
    try (var _ = new Scope()) {
      ReportModel.Gallery look = look(trained, pictures);
      ReportModel model =
          new ReportModel(
              title(trained),
              trained.recipe().family(),
              trained.recipe().seed(),
              seconds,
              trained.data().heldOut().size(),
              scores,
              look,
              RunSections.certified(trained),
              RunSections.grown(trained),
              frames(run),
              losses,
              curves(run),
              read(run.effective()),
              provenance(run),
              commands(run),
              notes(trained, scores));
      write(run.report(), Report.html(model));
    }
  }

  /// Writes the report again from the scores in `metrics.json`.
  ///
  /// @param trained the model
  /// @return where it lies; empty for a run without scores, whose report is left alone
  public static Optional<Path> again(Trained trained) {
    Path file = trained.directory().metrics();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode metrics = Trained.json(file);
    report(trained, Json.scores(metrics), metrics.path("seconds").asDouble(Double.NaN));
    return Optional.of(trained.directory().report());
  }

  /// What was trained on what.
  ///
  /// @param trained the model
  /// @return such as `gmgan on digits (3,823 images 8×8, 10 classes)`
  public static String title(Trained trained) {
    Dataset data = trained.data();
    String name = Datasets.title(data.name());
    return trained.recipe().family() + " on " + name + " (" + data.describe() + ")";
  }

  private static List<String> notes(Trained trained, Scores scores) {
    List<String> notes = new ArrayList<>(trained.model().warnings());
    notes.addAll(trained.data().notes());
    if (scores.all().keySet().stream().anyMatch(name -> name.endsWith("]"))) {
      notes.add(
          "Scores with a name in brackets were measured through the network of that name. They must"
              + " not be compared with published figures, nor with those of another network.");
    }
    if (trained.data().domain() instanceof Domain.Table(var columns) && columns.size() > 1) {
      notes.add(
          "The picture shows the columns %s and %s, each with mean 0 and deviation 1 over the training rows."
              .formatted(columns.get(0).name(), columns.get(1).name()));
    }
    return notes;
  }

  private static ReportModel.Gallery look(Trained trained, Path pictures) {
    Domain domain = trained.data().domain();
    Tensor samples = Training.gallery(trained, SHOWN);
    int count = Math.min(trained.data().train().size(), Math.toIntExact(samples.size(0)));
    Tensor real = domain.units(shown(trained.data().train(), count, domain));
    RasterImage generated = SampleImages.of(samples, domain, 8);
    RasterImage data = SampleImages.of(real, domain, 8);
    byte[] generatedPng = Png.encode(generated);
    byte[] realPng = Png.encode(data);
    RunDirectory.write(pictures.resolve("samples.png"), generatedPng);
    RunDirectory.write(pictures.resolve("real.png"), realPng);
    if (domain instanceof Domain.Images) {
      return new ReportModel.ImageGallery(realPng, generatedPng);
    }
    // Columns of a table differ in their units; in the space of distances they share a scale.
    List<Point> reals = points(domain.space(real));
    List<Point> samplesAt = points(domain.space(samples));
    write(pictures.resolve("plane.svg"), Chart.scatter("Real and generated", reals, samplesAt));
    return new ReportModel.PointGallery(reals, samplesAt);
  }

  /// Real rows for a picture. Of points some from all over, because many sets have them mode by
  /// mode; of images the first.
  static Tensor shown(Rows rows, int count, Domain domain) {
    long size = rows.size();
    return domain instanceof Domain.Images
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

  private static List<Chart.Bar> bars(Scores scores) {
    List<Chart.Bar> bars = new ArrayList<>();
    scores
        .classes()
        .forEach((label, of) -> {
          Score s = of.getOrDefault("coverage", Score.absent(0, "not measured"));
          bars.add(
              new Chart.Bar(
                  label,
                  s.value(),
                  s.low(),
                  s.high(),
                  s.trainingReference(),
                  !scores.covers(label)));
        });
    return bars;
  }

  private static Map<String, List<Point>> losses(RunDirectory run) {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (String line : read(run.events()).lines().toList()) {
      JsonNode event = Json.read(line);
      double step = event.path("at").asDouble(event.path("step").asDouble()); // over all stages
      event
          .path("losses")
          .properties()
          .forEach(loss ->
              series
                  .computeIfAbsent(loss.getKey(), _ -> new ArrayList<>())
                  .add(new Point(step, loss.getValue().asDouble(Double.NaN))));
    }
    return series;
  }

  private static List<ReportModel.TrainingFrame> frames(RunDirectory run) {
    List<ReportModel.TrainingFrame> frames = new ArrayList<>();
    for (Path file : run.frames()) {
      String digits = file.getFileName().toString().replaceAll("\\D", "");
      try {
        frames.add(new ReportModel.TrainingFrame(Long.parseLong(digits), Files.readAllBytes(file)));
      } catch (IOException e) {
        throw RunDirectory.failed("read", file, e);
      }
    }
    return frames;
  }

  private static Map<String, String> provenance(RunDirectory run) {
    Map<String, String> texts = new LinkedHashMap<>();
    Trained.provenance(run)
        .properties()
        .forEach(entry -> {
          JsonNode value = entry.getValue();
          texts.put(
              entry.getKey(),
              value.isValueNode()
                  ? value.asString()
                  : "%,d entries, in provenance.json".formatted(value.size()));
        });
    return texts;
  }

  private static List<String> commands(RunDirectory run) {
    return List.of(
        "./everymode train --recipe " + run.effective(),
        "./everymode evaluate " + run.path(),
        "./everymode sample " + run.path() + " -n 64 --out samples.png");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw RunDirectory.failed("read", file, e);
    }
  }

  private static void write(Path file, String text) {
    RunDirectory.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
