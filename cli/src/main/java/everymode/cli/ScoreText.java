package everymode.cli;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Formats scores as a table of text.
final class ScoreText {

  private static final String CAVEAT = " (not comparable between networks)";
  private static final int MAX_NAMES = 12;
  private static final int MAX_LINES = 30;

  private ScoreText() {}

  static String text(String title, Scores scores) {
    StringBuilder text = new StringBuilder("  " + title);
    int longest =
        scores.all().keySet().stream().map(Metric::plain).mapToInt(String::length).max().orElse(0);
    String column = "\n    %-" + Math.max(20, longest + 1) + "s";
    Verdicts verdicts = scores.verdicts();
    if (!verdicts.isEmpty()) {
      text.append(column.formatted(verdicts.kind().words() + " covered"))
          .append(summary(verdicts))
          .append(lines(verdicts));
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
    scores.notes().forEach(note -> text.append("\n  note: ").append(note));
    return text.toString();
  }

  /// Such as `8 of 10; missed: 9; not judged: 3`.
  static String summary(Verdicts verdicts) {
    List<String> missed = verdicts.names(Outcome.MISSED);
    List<String> open = verdicts.names(Outcome.NOT_JUDGED);
    return verdicts.covered()
        + " of "
        + verdicts.byName().size()
        + (missed.isEmpty() ? "" : "; missed: " + list(missed))
        + (open.isEmpty() ? "" : "; not judged: " + list(open));
  }

  private static String list(List<String> names) {
    return names.size() <= MAX_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MAX_NAMES))
            + " and %d more".formatted(names.size() - MAX_NAMES);
  }

  /// One line for each class or mode; of many, only for those that are not covered.
  private static String lines(Verdicts verdicts) {
    boolean all = verdicts.byName().size() <= MAX_LINES;
    List<Map.Entry<String, ClassVerdict>> shown =
        verdicts.byName().entrySet().stream()
            .filter(entry -> all || !entry.getValue().covered())
            .limit(MAX_LINES)
            .toList();
    if (shown.isEmpty()) {
      return "";
    }
    int width = shown.stream().mapToInt(entry -> entry.getKey().length()).max().orElse(0);
    String row = "\n      %-" + Math.clamp(width, 8, 30) + "s  %-10s  %7s  %9s  %9s  %9s  %s";
    List<String> rows = new ArrayList<>();
    rows.add(row.formatted("", "", "due", "seen", "with", "without", "").stripTrailing());
    shown.forEach(entry -> rows.add(row(row, entry.getKey(), entry.getValue())));
    return rows.stream().collect(Collectors.joining());
  }

  private static String row(String row, String name, ClassVerdict verdict) {
    String reason =
        verdict.reason() == null
            ? ""
            : verdict.reason().words() + ": " + verdict.reason().meaning();
    return row.formatted(
            name,
            verdict.outcome().words(),
            number(verdict.due()),
            "%,d".formatted(verdict.seen()),
            number(verdict.with()),
            number(verdict.without()),
            reason)
        .stripTrailing();
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
