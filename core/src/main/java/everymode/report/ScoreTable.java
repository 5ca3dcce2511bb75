package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The scores as HTML tables.
final class ScoreTable {

  private static final String SHARE = "Share of training rows";

  private ScoreTable() {}

  static String all(Scores scores) {
    String rows =
        scores.all().entrySet().stream()
            .map(entry -> row(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return """
    <table class="scores">
    <thead><tr><th scope="col">Metric</th><th scope="col">Value, 95 % interval</th>\
    <th scope="col">Training rows</th>\
    <th scope="col">Perfect sampler</th><th scope="col">Samples</th></tr></thead>
    <tbody>
    """
        + rows
        + "</tbody>\n</table>\n";
  }

  private static String row(String metric, Score score) {
    MetricExplanation meaning = MetricExplanation.of(metric);
    String why =
        score.reason() == null
            ? ""
            : " <span class=\"why\">Not measured: " + Format.escape(score.reason()) + "</span>";
    return """
    <tr><th scope="row"><span class="name">%s</span>%s%s</th>%s%s%s%s</tr>
    """
        .formatted(
            Format.escape(metric),
            meaning == null
                ? ""
                : " <span class=\"way\">%s</span> <span class=\"text\">%s</span>"
                    .formatted(meaning.direction(), Format.escape(meaning.text())),
            why,
            Html.cell("Value, 95 % interval", inBrief(score)),
            Html.cell("Training rows", Format.number(score.trainingReference())),
            Html.cell("Perfect sampler", Format.number(score.ideal())),
            Html.cell("Samples", Format.count(score.n())));
  }

  /// One row per class, one column per metric.
  static String classes(Scores scores) {
    List<String> metrics =
        scores.classes().values().stream().flatMap(m -> m.keySet().stream()).distinct().toList();
    StringBuilder html = new StringBuilder("<table>\n<thead><tr><th scope=\"col\">Class</th>");
    if (!scores.shares().isEmpty()) {
      html.append("<th scope=\"col\">").append(SHARE).append("</th>");
    }
    metrics.forEach(
        m -> html.append("<th scope=\"col\">").append(Format.escape(m)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    scores
        .classes()
        .forEach((label, own) -> html.append(row(label, share(scores, label), metrics, own)));
    return html.append("</tbody>\n</table>\n").toString();
  }

  private static String share(Scores scores, String label) {
    Double share = scores.shares().get(label);
    return scores.shares().isEmpty()
        ? ""
        : Html.cell(SHARE, share == null ? "–" : Format.percent(share));
  }

  private static String row(
      String label, String share, List<String> metrics, Map<String, Score> scores) {
    return metrics.stream()
        .map(metric -> Html.cell(metric, inBrief(scores.getOrDefault(metric, Score.absent(0, "")))))
        .collect(
            Collectors.joining(
                "", "<tr><th scope=\"row\">" + Format.escape(label) + "</th>" + share, "</tr>\n"));
  }

  private static String inBrief(Score score) {
    boolean hasInterval = Double.isFinite(score.low()) && Double.isFinite(score.high());
    return "<span><b>%s</b>%s</span>"
        .formatted(
            Format.number(score.value()),
            hasInterval
                ? " <small>%s to %s</small>"
                    .formatted(Format.number(score.low()), Format.number(score.high()))
                : "");
  }
}
