package everymode.cli;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Metric;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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
      text.append(String.format(Locale.ROOT, column, verdicts.kind().words() + " covered"))
          .append(summary(verdicts))
          .append(lines(verdicts));
    }
    String before = "";
    for (var entry : withoutFeaturesFirst(scores)) {
      String plain = Metric.plain(entry.getKey());
      String suffix = entry.getKey().substring(plain.length());
      if (!suffix.equals(before)) {
        text.append("\n  in the features of ")
            .append(suffix, 1, suffix.length() - 1)
            .append(CAVEAT);
        before = suffix;
      }
      text.append(String.format(Locale.ROOT, column, plain)).append(line(entry.getValue()));
    }
    scores.notes().forEach(note -> text.append("\n  note: ").append(note));
    return text.toString();
  }

  /// Scores that are not measured in features may come last, such as likelihoods.
  private static List<Map.Entry<String, Score>> withoutFeaturesFirst(Scores scores) {
    return scores.all().entrySet().stream()
        .sorted(Comparator.comparing(entry -> !Metric.plain(entry.getKey()).equals(entry.getKey())))
        .toList();
  }

  /// Such as `8 of 10; missed: 9; not judged: 3`.
  static String summary(Verdicts verdicts) {
    List<String> missed = verdicts.names(Outcome.MISSED);
    List<String> open = verdicts.names(Outcome.NOT_JUDGED);
    int total = verdicts.byName().size();
    return verdicts.covered()
        + " of "
        + total
        + (missed.isEmpty() ? "" : "; missed: " + list(missed, total))
        + (open.isEmpty() ? "" : "; not judged: " + list(open, total));
  }

  private static String list(List<String> names, int total) {
    return names.size() == total && total > 1 ? "all" : list(names);
  }

  /// The names, of many the first.
  static String list(List<String> names) {
    return names.size() <= MAX_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MAX_NAMES))
            + String.format(Locale.ROOT, " and %d more", names.size() - MAX_NAMES);
  }

  /// One line for each class or mode; of many, only for those that are not covered. Below, what
  /// each reason means and what may decide.
  private static String lines(Verdicts verdicts) {
    boolean all = verdicts.byName().size() <= MAX_LINES;
    List<Map.Entry<String, ClassVerdict>> open =
        verdicts.byName().entrySet().stream()
            .filter(entry -> all || !entry.getValue().covered())
            .toList();
    List<Map.Entry<String, ClassVerdict>> shown = open.subList(0, Math.min(MAX_LINES, open.size()));
    if (shown.isEmpty()) {
      return "";
    }
    int width = shown.stream().mapToInt(entry -> entry.getKey().length()).max().orElse(0);
    String row = "\n      %-" + Math.clamp(width, 8, 30) + "s  %-21s  %6s  %9s  %9s  %9s";
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, row, "", "", "due", "seen", "with", "without"));
    shown.forEach(entry -> text.append(row(row, entry.getKey(), entry.getValue())));
    if (shown.size() < open.size()) {
      text.append(String.format(Locale.ROOT, "\n      and %d more", open.size() - shown.size()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "\n      seen: samples that count for the %s; with: as many real rows, its due; without: as many of the other %s",
            verdicts.kind().word(),
            verdicts.kind().words()));
    shown.stream()
        .map(entry -> entry.getValue().reason())
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .forEach(reason -> text.append("\n      ").append(explained(reason, verdicts)));
    return text.toString();
  }

  private static String explained(Reason reason, Verdicts verdicts) {
    return String.format(
        Locale.ROOT,
        "%s: %s; remedy: %s",
        reason.words(),
        reason.meaning(),
        verdicts.remedy(reason));
  }

  private static String row(String row, String name, ClassVerdict verdict) {
    String reason = verdict.reason() == null ? "" : ", " + verdict.reason().words();
    return String.format(
        Locale.ROOT,
        row,
        name,
        verdict.outcome().words() + reason,
        due(verdict),
        String.format(Locale.ROOT, "%,d", verdict.seen()),
        expected(verdict.with()),
        expected(verdict.without()));
  }

  /// At least 0; rounded down, so that a share below a quarter does not read as one; unknown where
  /// the space does not tell the class from others.
  private static String due(ClassVerdict verdict) {
    return verdict.reason() == Reason.MIXED || !Double.isFinite(verdict.due())
        ? "–"
        : String.format(
            Locale.ROOT, "%.2f", Math.max(0, Math.floor(100 * verdict.due() + 1e-9) / 100));
  }

  /// An expected count: whole from 10 on, else with one decimal.
  private static String expected(double count) {
    if (!Double.isFinite(count)) {
      return "–";
    }
    return count < 9.95
        ? String.format(Locale.ROOT, "%.1f", count)
        : String.format(Locale.ROOT, "%,.0f", count);
  }

  static String line(Score score) {
    if (!score.present()) {
      return "–   (" + (score.reason() == null ? "not computable" : score.reason()) + ")";
    }
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%-6s ", number(score.value())));
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
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return Math.abs(value) < 0.1 && value != 0
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
