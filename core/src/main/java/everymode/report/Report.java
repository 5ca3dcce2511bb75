package everymode.report;

import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the report of a run: what its generator covers, what it misses, and how to reproduce it.
///
/// The page is a single file. It needs no network and no script, follows the reader's light or dark
/// colour scheme, and also suits phones and printing.
public final class Report {
  private static final int MAX_BARS = 40;

  private Report() {}

  /// Writes a report.
  ///
  /// @param model what to show
  /// @return a complete HTML page
  public static String html(ReportModel model) {
    ReportVerdict verdict = ReportVerdict.of(model);
    String body =
        head(model, verdict) + sections(model).map(Section::page).collect(Collectors.joining());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(Format.escape(model.title()), StyleSheets.REPORT, body);
  }

  private static Stream<Section> sections(ReportModel model) {
    return Stream.of(
            gallery(model).stream(),
            classes(model.scores()).stream(),
            CertificateSection.of(model).stream(),
            scores(model).stream(),
            MixtureSection.of(model).stream(),
            model.sections().stream(),
            losses(model).stream(),
            curves(model).stream(),
            frames(model).stream(),
            reproduction(model))
        .flatMap(section -> section);
  }

  /// The first sentence of a report: what the generator covers and what it misses.
  public static String sentence(ReportModel model) {
    return ReportVerdict.of(model).sentence();
  }

  private static String head(ReportModel model, ReportVerdict verdict) {
    String warnings =
        model.warnings().stream()
            .map(warning -> "<p class=\"warning\">" + Format.escape(warning) + "</p>\n")
            .collect(Collectors.joining());
    String took = model.seconds() >= 0 ? ", trained in " + Format.duration(model.seconds()) : "";
    return """
    <header>
    <h1>%s</h1>
    <p class="verdict%s">%s</p>
    %s%s<p class="facts">Family %s, seed %d%s.%s</p>
    </header>
    """
        .formatted(
            Format.escape(model.title()),
            verdict.missing() ? " missing" : "",
            Format.escape(verdict.sentence()),
            verdict.meaning().isEmpty() ? "" : "<p>" + Format.escape(verdict.meaning()) + "</p>\n",
            warnings,
            Format.escape(model.family()),
            model.seed(),
            took,
            model.heldOut() > 0
                ? " Evaluated against %s held-out real %s."
                    .formatted(Format.count(model.heldOut()), model.rows())
                : "");
  }

  private static Optional<Section> gallery(ReportModel model) {
    return switch (model.gallery()) {
      case ReportModel.ImageGallery(byte[] real, byte[] generated) ->
          Optional.of(
              new Section(
                  "Real and generated",
                  "",
                  "<div class=\"pair\">\n"
                      + Html.figure("Real images", "A grid of real images", real)
                      + Html.figure("Generated images", "A grid of generated images", generated)
                      + "</div>\n"));
      case ReportModel.PointGallery(var real, var generated) ->
          Optional.of(
              new Section(
                  "Real and generated",
                  "Where grey has no blue, the generator misses data; where blue has no grey, it generates points unlike the data.",
                  Chart.scatter("Generated points over real ones", real, generated)));
      case null -> Optional.empty();
    };
  }

  private static Optional<Section> classes(Scores scores) {
    if (scores.classes().isEmpty()) {
      return Optional.empty();
    }
    List<Chart.Bar> bars = ordered(scores).map(label -> bar(scores, label)).toList();
    String note =
        "The share of each class that the generator comes close to. Real training rows, tested in"
            + " the same way, show what is achievable.";
    if (scores.unequal()) {
      note += " Rarest classes first, with their shares of the training rows.";
    }
    if (bars.size() > MAX_BARS) {
      note += " The %d weakest of %,d classes are shown.".formatted(MAX_BARS, bars.size());
      bars =
          bars.stream()
              .sorted(Comparator.comparingDouble(Chart.Bar::value))
              .limit(MAX_BARS)
              .toList();
    }
    return Optional.of(
        new Section(
            "Coverage by class",
            note,
            Chart.bars("Coverage by class", bars)
                + "<details><summary>Values by class</summary>\n"
                + ScoreTable.classes(scores)
                + "</details>\n"));
  }

  /// Classes from the rarest to the most frequent, if their shares differ.
  private static Stream<String> ordered(Scores scores) {
    Stream<String> labels = scores.classes().keySet().stream();
    return scores.unequal()
        ? labels.sorted(
            Comparator.comparingDouble(label -> scores.shares().getOrDefault(label, 0.0)))
        : labels;
  }

  private static Chart.Bar bar(Scores scores, String label) {
    Score score = ClassVerdict.coverage(scores, label);
    boolean missed = ClassVerdict.judged(scores, label) && !scores.covers(label);
    Double share = scores.unequal() ? scores.shares().get(label) : null;
    String name = share == null ? label : label + " · " + Format.percent(share);
    return new Chart.Bar(
        name, score.value(), score.low(), score.high(), score.trainingReference(), missed);
  }

  private static Optional<Section> scores(ReportModel model) {
    return model.scores().all().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "Scores",
                "The interval shows how much a value varies between sets of samples of the generator. The"
                    + " next columns are the scores of as many real training rows and of a perfect"
                    + " sampler at these sizes. A dash marks an unknown value.",
                ScoreTable.all(model.scores())));
  }

  private static Optional<Section> losses(ReportModel model) {
    return model.losses().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "Losses over training",
                "In adversarial training a low loss says little: rely on the scores.",
                Chart.lines("Losses over training", "step", model.losses())));
  }

  /// Shares are drawn in one chart; every other score has its own.
  private static Optional<Section> curves(ReportModel model) {
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
    return model.curves().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "Scores over training",
                "",
                (shares.isEmpty() ? "" : Chart.lines("Scores over training", "step", shares))
                    + others));
  }

  private static Optional<Section> frames(ReportModel model) {
    String strip =
        model.frames().stream()
            .map(frame -> {
              String step = "Step " + Format.count(frame.step());
              return Html.figure(step, "Samples at step " + frame.step(), frame.png());
            })
            .collect(Collectors.joining());
    return strip.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Section(
                "Samples over training",
                "",
                "<div class=\"strip\" tabindex=\"0\">\n" + strip + "</div>\n"));
  }

  private static Stream<Section> reproduction(ReportModel model) {
    String provenance =
        model.provenance().entrySet().stream()
            .map(e ->
                "<dt>%s</dt><dd>%s</dd>\n"
                    .formatted(Format.escape(e.getKey()), Format.escape(e.getValue())))
            .collect(Collectors.joining());
    return Stream.of(
            new Section("Reproduce this result", "", preOf(String.join("\n", model.commands()))),
            new Section("Recipe", "", preOf(model.recipe().strip())),
            new Section(
                "Provenance", "", provenance.isEmpty() ? "" : "<dl>\n" + provenance + "</dl>\n"))
        .filter(section -> !section.html().isEmpty());
  }

  private static String preOf(String text) {
    return text.isBlank() ? "" : Html.pre(text);
  }
}
