package everymode.cli;

import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Comparator;
import java.util.Map;

/// Formats scores as a table of text.
final class ScoreText {

  private static final String CAVEAT = " (not comparable between networks)";

  private ScoreText() {}

  static String text(String title, Scores scores) {
    StringBuilder text = new StringBuilder("  " + title);
    int longest =
        scores.all().keySet().stream().map(Metric::plain).mapToInt(String::length).max().orElse(0);
    String column = "\n    %-" + Math.max(20, longest + 1) + "s";
    if (!scores.classes().isEmpty()) {
      text.append(column.formatted("classes covered")).append(classes(scores));
    }
    String before = "";
    for (var entry : scores.all().entrySet()) {
      String plain = Metric.plain(entry.getKey());
      String suffix = entry.getKey().substring(plain.length());
      if (!suffix.equals(before)) {
        text.append("\n  in the features of ")
            .append(suffix, 1, suffix.length() - 1)
            .append(CAVEAT);
        before = suffix;
      }
      text.append(column.formatted(plain)).append(line(entry.getValue()));
    }
    return text.toString();
  }

  private static String classes(Scores scores) {
    String worst =
        scores.classes().entrySet().stream()
            .filter(entry -> Double.isFinite(coverage(entry)))
            .min(Comparator.comparingDouble(ScoreText::coverage))
            .map(w -> "   (worst: %s, coverage %s)".formatted(w.getKey(), number(coverage(w))))
            .orElse("");
    return scores.covered() + " of " + scores.classes().size() + worst;
  }

  private static double coverage(Map.Entry<String, Map<String, Score>> entry) {
    Score coverage = entry.getValue().get("coverage");
    return coverage == null ? Double.NaN : coverage.value();
  }

  static String line(Score score) {
    if (!score.present()) {
      return "–   (" + (score.reason() == null ? "not computable" : score.reason()) + ")";
    }
    StringBuilder text = new StringBuilder("%-6s ".formatted(number(score.value())));
    if (Double.isFinite(score.low()) && Double.isFinite(score.high())) {
      text.append(number(score.low())).append(" – ").append(number(score.high()));
    }
    String reference =
        Double.isFinite(score.trainingReference())
            ? "training rows " + number(score.trainingReference())
            : "";
    String ideal = Double.isFinite(score.ideal()) ? "perfect sampler " + number(score.ideal()) : "";
    String both = reference + (reference.isEmpty() || ideal.isEmpty() ? "" : ", ") + ideal;
    return both.isEmpty() ? text.toString().stripTrailing() : text + "   (" + both + ")";
  }

  /// Whole numbers without decimals, numbers below 0.1 with four, others with two.
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    if (value == Math.rint(value) && Math.abs(value) >= 2) {
      return "%,.0f".formatted(value);
    }
    return Math.abs(value) < 0.1 && value != 0 ? "%.4f".formatted(value) : "%.2f".formatted(value);
  }
}
