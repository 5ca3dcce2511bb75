package everymode.report;

import everymode.error.EverymodeException;
import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The scores as HTML tables.
final class ScoreTable {

  private ScoreTable() {}

  static String all(Scores scores) {
    return Html.tableOfHtml(
        " class=\"scores\"",
        List.of("Metric", "Value, 95 % interval", "Training rows", "Perfect sampler", "Samples"),
        scores.all().entrySet().stream().map(e -> cells(e.getKey(), e.getValue())).toList());
  }

  private static List<String> cells(String metric, Score score) {
    String name = "<span class=\"name\">" + Format.escape(metric) + "</span>" + meaning(metric);
    if (score.reason() != null) {
      name += " <span class=\"why\">Not measured: " + Format.escape(score.reason()) + "</span>";
    }
    return List.of(
        name,
        inBrief(score),
        Format.number(score.trainingReference()),
        Format.number(score.ideal()),
        Format.count(score.n()));
  }

  /// What a metric means, for readers who do not know it.
  private static String meaning(String name) {
    try {
      Metric metric = Metric.of(name);
      String direction =
          switch (metric.direction()) {
            case HIGHER -> "higher is better";
            case LOWER -> "lower is better";
            case LIKE_REAL -> "closest to real rows is best";
          };
      return String.format(
          Locale.ROOT,
          " <span class=\"way\">%s</span> <span class=\"text\">%s</span>",
          direction,
          Format.escape(metric.summary()));
    } catch (EverymodeException e) {
      return ""; // a user-defined score
    }
  }

  /// One row per class, one column per metric.
  static String classes(Scores scores) {
    List<String> metrics =
        scores.classes().values().stream().flatMap(m -> m.keySet().stream()).distinct().toList();
    boolean shares = !scores.shares().isEmpty();
    List<String> columns = new ArrayList<>(List.of("Class"));
    if (shares) {
      columns.add("Share of training rows");
    }
    columns.addAll(metrics);
    List<List<String>> rows = new ArrayList<>();
    scores
        .classes()
        .forEach((label, own) -> {
          List<String> cells = new ArrayList<>(List.of(Format.escape(label)));
          if (shares) {
            Double share = scores.shares().get(label);
            cells.add(share == null ? Format.NONE : Format.percent(share));
          }
          metrics.forEach(m -> cells.add(inBrief(own.getOrDefault(m, Score.absent(0, "")))));
          rows.add(cells);
        });
    return Html.tableOfHtml("", columns, rows);
  }

  /// Value and interval, as HTML.
  static String inBrief(Score score) {
    boolean hasInterval = Double.isFinite(score.low()) && Double.isFinite(score.high());
    return String.format(
        Locale.ROOT,
        "<span><b>%s</b>%s</span>",
        Format.number(score.value()),
        hasInterval
            ? String.format(
                Locale.ROOT,
                " <small>%s to %s</small>",
                Format.number(score.low()),
                Format.number(score.high()))
            : "");
  }
}
