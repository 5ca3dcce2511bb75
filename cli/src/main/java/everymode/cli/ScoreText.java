package everymode.cli;

import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Comparator;
import java.util.Map;

/// Scores as a table for people.
final class ScoreText {

  private static final String ONLY = " (not to be compared with figures of other networks)";

  private ScoreText() {}

  static String text(String title, Scores scores) {
    StringBuilder text = new StringBuilder("  " + title);
    if (!scores.classes().isEmpty()) {
      text.append("\n    %-20s".formatted("classes covered")).append(classes(scores));
    }
    String before = "";
    for (var entry : scores.all().entrySet()) {
      String plain = Metric.plain(entry.getKey());
      String behind = entry.getKey().substring(plain.length());
      if (!behind.equals(before)) {
        text.append("\n  through ").append(behind, 1, behind.length() - 1).append(ONLY);
        before = behind;
      }
      text.append("\n    %-20s".formatted(plain)).append(line(entry.getValue()));
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
    String real =
        Double.isFinite(score.trainingReference())
            ? "training rows " + number(score.trainingReference())
            : "";
    String floor = Double.isFinite(score.ideal()) ? "perfect sampler " + number(score.ideal()) : "";
    String both = real + (real.isEmpty() || floor.isEmpty() ? "" : ", ") + floor;
    return both.isEmpty() ? text.toString().stripTrailing() : text + "   (" + both + ")";
  }

  /// Whole numbers without a point, small ones with three figures.
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
