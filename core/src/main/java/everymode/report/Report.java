package everymode.report;

import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the report of a run: what its generator covers, what it misses, and how to make it again.
///
/// The page is one file. It needs no network and no script, follows the reader's choice of light or
/// dark, and suits a telephone and paper too.
public final class Report {
  private static final int MOST_BARS = 40;

  private Report() {}

  /// Writes a report.
  ///
  /// @param model what to show
  /// @return a whole HTML page
  public static String html(ReportModel model) {
    ReportVerdict verdict = ReportVerdict.of(model);
    String body =
        head(model, verdict)
            + look(model)
            + classes(model.scores())
            + CertificateSection.of(model)
            + scores(model)
            + MixtureSection.of(model)
            + losses(model)
            + curves(model)
            + frames(model)
            + origin(model);
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

  /// The sentence that opens the report, for other places that have room for one.
  ///
  /// @param model what the report would show
  /// @return what the generator covers and what it misses
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
    %s%s<p class="facts">Family %s, seed %d%s. Judged against %s real %s kept out of training.</p>
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
            Format.count(model.heldOut()),
            model.rows());
  }

  private static String look(ReportModel model) {
    return switch (model.look()) {
      case ReportModel.ImageGallery(byte[] real, byte[] generated) ->
          Html.section(
              "Real and generated",
              "",
              "<div class=\"pair\">\n"
                  + Html.figure("Real images", "A grid of real images", real)
                  + Html.figure("Generated images", "A grid of generated images", generated)
                  + "</div>\n");
      case ReportModel.PointGallery(var real, var generated) ->
          Html.section(
              "Real and generated",
              "Grey without blue is missed; blue without grey is made up.",
              Chart.scatter("Generated points over real ones", real, generated));
      case null -> "";
    };
  }

  private static String classes(Scores scores) {
    if (scores.classes().isEmpty()) {
      return "";
    }
    List<Chart.Bar> bars = ordered(scores).map(label -> bar(scores, label)).toList();
    String note =
        "How much of each class the generator comes close to. Real training rows, put to the"
            + " same test, show what can be hoped for.";
    if (scores.unequal()) {
      note += " Rarest classes first, with their shares of the training rows.";
    }
    if (bars.size() > MOST_BARS) {
      note += " Shown are the %d weakest of %,d classes.".formatted(MOST_BARS, bars.size());
      bars =
          bars.stream()
              .sorted(Comparator.comparingDouble(Chart.Bar::value))
              .limit(MOST_BARS)
              .toList();
    }
    return Html.section(
        "Coverage by class",
        note,
        Chart.bars("Coverage by class", bars)
            + "<details><summary>The numbers by class</summary>\n"
            + ScoreTable.classes(scores)
            + "</details>\n");
  }

  /// Classes from the rarest to the most frequent, where that makes a difference.
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

  private static String scores(ReportModel model) {
    return model.scores().all().isEmpty()
        ? ""
        : Html.section(
            "Scores",
            "An interval says how much a value moves from draw to draw of the generator. Beside it"
                + " stands what as many real training rows score, and what a perfect sampler would"
                + " score at these sizes. A dash marks what is not known.",
            ScoreTable.all(model.scores()));
  }

  private static String losses(ReportModel model) {
    return model.losses().isEmpty()
        ? ""
        : Html.section(
            "Losses over training",
            "Where networks play against each other, a low loss says little: trust the scores.",
            Chart.lines("Losses over training", "step", model.losses()));
  }

  /// Shares stand in one chart; every other score has its own.
  private static String curves(ReportModel model) {
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
        ? ""
        : Html.section(
            "Scores over training",
            "",
            (shares.isEmpty() ? "" : Chart.lines("Scores over training", "step", shares)) + others);
  }

  private static String frames(ReportModel model) {
    String strip =
        model.frames().stream()
            .map(frame -> {
              String step = "Step " + Format.count(frame.step());
              return Html.figure(step, "Samples at step " + frame.step(), frame.png());
            })
            .collect(Collectors.joining());
    return strip.isEmpty()
        ? ""
        : Html.section(
            "Samples over training",
            "",
            "<div class=\"strip\" tabindex=\"0\">\n" + strip + "</div>\n");
  }

  private static String origin(ReportModel model) {
    String commands =
        model.commands().isEmpty()
            ? ""
            : Html.section("Make it again", "", Html.pre(String.join("\n", model.commands())));
    String recipe =
        model.recipe().isBlank()
            ? ""
            : Html.section("Recipe", "", Html.pre(model.recipe().strip()));
    String provenance =
        model.provenance().entrySet().stream()
            .map(e ->
                "<dt>%s</dt><dd>%s</dd>\n"
                    .formatted(Format.escape(e.getKey()), Format.escape(e.getValue())))
            .collect(Collectors.joining());
    return commands
        + recipe
        + (provenance.isEmpty()
            ? ""
            : Html.section("Provenance", "", "<dl>\n" + provenance + "</dl>\n"));
  }
}
