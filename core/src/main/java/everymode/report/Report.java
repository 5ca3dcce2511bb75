package everymode.report;

import everymode.metric.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the report of a run: what its generator covers, what it misses, and how to reproduce it.
///
/// The page is a single file. It needs no network and no script, follows the reader's light or dark
/// colour scheme, and also suits phones and printing.
public final class Report {
  private Report() {}

  /// Writes a report.
  ///
  /// @param model what to show
  /// @return a complete HTML page
  public static String html(ReportModel model) {
    ReportVerdict verdict = ReportVerdict.of(model);
    String body =
        head(model, verdict) + sections(model).map(Section::page).collect(Collectors.joining());
    return Html.page(model.title(), "", body);
  }

  private static Stream<Section> sections(ReportModel model) {
    return Stream.of(
            gallery(model),
            VerdictSection.of(model),
            CertificateSection.of(model),
            scores(model),
            MixtureSection.of(model),
            model.sections().stream(),
            losses(model),
            curves(model),
            frames(model),
            reproduction(model))
        .flatMap(section -> section);
  }

  private static String head(ReportModel model, ReportVerdict verdict) {
    String meaning = verdict.meaning().stream().map(Html::paragraph).collect(Collectors.joining());
    String warnings =
        Stream.concat(model.scores().notes().stream(), model.warnings().stream())
            .map(warning -> "<p class=\"warning\">" + Format.escape(warning) + "</p>\n")
            .collect(Collectors.joining());
    String took = model.seconds() >= 0 ? ", trained in " + Format.duration(model.seconds()) : "";
    return String.format(
        Locale.ROOT,
        """
        <header>
        <h1>%s</h1>
        <p class="verdict%s">%s</p>
        %s%s<p class="facts">Family %s, seed %d%s.%s</p>
        </header>
        """,
        Format.escape(model.title()),
        verdict.missing() ? " missing" : "",
        Format.escape(verdict.sentence()),
        meaning,
        warnings,
        Format.escape(model.family()),
        model.seed(),
        took,
        model.heldOut() > 0
            ? String.format(
                Locale.ROOT,
                " Evaluated against %s held-out real %s.",
                Format.count(model.heldOut()),
                model.rows())
            : "");
  }

  private static Stream<Section> gallery(ReportModel model) {
    String title = "Real and generated";
    return switch (model.gallery()) {
      case ReportModel.ImageGallery(String _, byte[] real, byte[] generated) -> {
        String rows = model.rows();
        yield Section.of(
            title,
            "",
            "<div class=\"pair\">\n"
                + Html.figure("Real " + rows, "A grid of real " + rows, real)
                + Html.figure("Generated " + rows, "A grid of generated " + rows, generated)
                + "</div>\n");
      }
      case ReportModel.PointGallery(var real, var generated) ->
          Section.of(
              title,
              "Where grey has no blue, the generator misses data; where blue has no grey, it generates points unlike the data.",
              Chart.scatter("Generated points over real ones", real, generated));
      case null -> Stream.empty();
    };
  }

  private static Stream<Section> scores(ReportModel model) {
    return Section.of(
        "Scores",
        "The interval shows how much a value varies between sets of samples of the generator. The"
            + " next columns are the scores of as many real training rows and of a perfect"
            + " sampler at these sizes. A dash marks an unknown value.",
        model.scores().all().isEmpty() ? "" : ScoreTable.all(model.scores()));
  }

  private static Stream<Section> losses(ReportModel model) {
    return Section.of(
        "Losses over training",
        model.losses().keySet().stream().anyMatch(name -> name.contains("discriminator"))
            ? "In adversarial training a low loss says little: rely on the scores."
            : "",
        byStage(model.losses()).stream()
            .map(losses -> linesOf("Losses over training", losses))
            .collect(Collectors.joining()));
  }

  /// Losses of stages that follow each other have scales of their own, and so their own charts.
  private static List<Map<String, List<Chart.Point>>> byStage(
      Map<String, List<Chart.Point>> losses) {
    Map<Double, Map<String, List<Chart.Point>>> byEnd = new LinkedHashMap<>();
    losses.forEach((name, points) ->
        byEnd.computeIfAbsent(points.getLast().x(), _ -> new LinkedHashMap<>()).put(name, points));
    return List.copyOf(byEnd.values());
  }

  /// Shares are drawn in one chart; every other score has its own.
  private static Stream<Section> curves(ReportModel model) {
    Map<String, List<Chart.Point>> shares = new LinkedHashMap<>();
    StringBuilder others = new StringBuilder();
    model
        .curves()
        .forEach((name, points) -> {
          if (Metric.of(name).maximum() <= 1) {
            shares.put(name, points);
          } else {
            others.append(Chart.lines(name, "step", Map.of(name, points)));
          }
        });
    return Section.of("Scores over training", "", linesOf("Scores over training", shares) + others);
  }

  private static Stream<Section> frames(ReportModel model) {
    String strip =
        model.frames().stream()
            .map(frame ->
                Html.figure(
                    "Step " + Format.count(frame.step()),
                    "Samples at step " + frame.step(),
                    frame.png()))
            .collect(Collectors.joining());
    String html = "<div class=\"strip\">\n" + strip + "</div>\n";
    return Section.of("Samples over training", "", strip.isEmpty() ? "" : html);
  }

  private static Stream<Section> reproduction(ReportModel model) {
    String provenance =
        model.provenance().entrySet().stream()
            .map(e ->
                String.format(
                    Locale.ROOT,
                    "<dt>%s</dt><dd>%s</dd>\n",
                    Format.escape(e.getKey()),
                    Format.escape(e.getValue())))
            .collect(Collectors.joining());
    String list = provenance.isEmpty() ? "" : "<dl>\n" + provenance + "</dl>\n";
    return Stream.of(
            Section.of("Reproduce this result", "", Html.pre(String.join("\n", model.commands()))),
            Section.of("Recipe", "", Html.pre(model.recipe().strip())),
            Section.of("Provenance", "", list))
        .flatMap(section -> section);
  }

  private static String linesOf(String title, Map<String, List<Chart.Point>> series) {
    return series.isEmpty() ? "" : Chart.lines(title, "step", series);
  }
}
