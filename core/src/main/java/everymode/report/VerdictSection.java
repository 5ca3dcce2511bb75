package everymode.report;

import everymode.coverage.ClassTest;
import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The report's section about classes, modes or clusters: a bar and a row of a table for each.
final class VerdictSection {
  private static final int MAX = 40;

  private VerdictSection() {}

  static Stream<Section> of(ReportModel model) {
    Scores scores = model.scores();
    Verdicts verdicts = scores.verdicts();
    if (verdicts.isEmpty()) {
      return withoutVerdicts(scores);
    }
    List<String> shown = shown(scores);
    String html =
        shown.isEmpty()
            ? ""
            : chart(scores)
                + Html.paragraph(columns(model))
                + Html.tableOfHtml(
                    " class=\"scores compact verdicts\"",
                    titles(scores),
                    shown.stream().map(name -> cells(scores, name)).toList());
    return Stream.of(
        new Section(
            "What each " + verdicts.kind().word() + " gets",
            Format.escape(bars(verdicts) + order(scores, shown.size())),
            html + values(scores)));
  }

  /// Scores of an earlier version: coverage by class is no verdict.
  private static Stream<Section> withoutVerdicts(Scores scores) {
    return Section.of(
        "Coverage by class",
        "The share of each class's real rows that samples come close to. These may be samples of other classes, so the share alone does not show that a class is covered.",
        scores.classes().isEmpty() ? "" : ScoreTable.classes(scores));
  }

  /// Bars of the same names as in the section.
  static String chart(Scores scores) {
    Verdicts verdicts = scores.verdicts();
    return BarChart.draw(
        "Share of its due by " + verdicts.kind().word(),
        shown(scores).stream().map(name -> bar(scores, name)).toList());
  }

  private static Chart.Bar bar(Scores scores, String name) {
    ClassVerdict verdict = verdict(scores, name);
    Double share = scores.unequal() ? scores.shares().get(name) : null;
    String label = share == null ? name : name + " · " + Format.percent(share);
    return new Chart.Bar(label, due(verdict), verdict.outcome());
  }

  private static ClassVerdict verdict(Scores scores, String name) {
    return scores.verdicts().byName().getOrDefault(name, ClassVerdict.withoutRows(0));
  }

  /// The share of the due; unknown where the space does not tell the class from others.
  private static double due(ClassVerdict verdict) {
    return verdict.reason() == Reason.MIXED ? Double.NaN : verdict.due();
  }

  /// All names, the rarest first if their shares differ; of very many only those that are not
  /// covered, what is missed first.
  private static List<String> shown(Scores scores) {
    Map<String, ClassVerdict> all = scores.verdicts().byName();
    if (all.size() > MAX) {
      Comparator<Map.Entry<String, ClassVerdict>> missedFirst =
          Comparator.comparing(entry -> entry.getValue().outcome());
      return all.entrySet().stream()
          .filter(entry -> !entry.getValue().covered())
          .sorted(missedFirst.thenComparingDouble(entry -> due(entry.getValue())))
          .limit(MAX)
          .map(Map.Entry::getKey)
          .toList();
    }
    Comparator<String> rarestFirst =
        Comparator.comparingDouble(name -> scores.shares().getOrDefault(name, 0.0));
    Stream<String> names = all.keySet().stream();
    return (scores.unequal() ? names.sorted(rarestFirst) : names).toList();
  }

  private static String bars(Verdicts verdicts) {
    String word = verdicts.kind().word();
    return String.format(
        Locale.ROOT,
        """
        Each bar shows how much of its due a %s gets: at 0 %% no more samples count than a generator \
        without it would give, at 100 %% as many as of real rows. What is covered has at least %.0f %% \
        (dashed line), and significantly more than 0 %%.\
        """,
        word,
        100 * ClassTest.RATIO);
  }

  private static String order(Scores scores, int shown) {
    Verdicts verdicts = scores.verdicts();
    int total = verdicts.byName().size();
    if (total > MAX) {
      long rest = total - verdicts.covered();
      return rest == 0
          ? String.format(Locale.ROOT, " All %,d %s are covered.", total, verdicts.kind().words())
          : String.format(
              Locale.ROOT,
              " Of %,d %s, %,d are not covered; %s shown, missed ones first.",
              total,
              verdicts.kind().words(),
              rest,
              shown < rest ? String.format(Locale.ROOT, "%d of them are", shown) : "only they are");
    }
    return scores.unequal() ? " Rarest first, with their shares of the training rows." : "";
  }

  /// Explains the columns.
  private static String columns(ReportModel model) {
    Verdicts verdicts = model.scores().verdicts();
    String word = verdicts.kind().word();
    String counts =
        String.format(
            Locale.ROOT,
            """
            Seen: samples that count for the %s. With: how many of as many real %s count, its due. Without: \
            how many of as many real %s of the other %s count.\
            """,
            word,
            model.rows(),
            model.rows(),
            verdicts.kind().words());
    return counts
        + (coverage(model.scores())
            ? String.format(
                Locale.ROOT,
                " Variety: the share of its held-out %s that samples come close to (coverage); not shown where there are too few of them or of samples, since samples of other %s may lie close to them.",
                model.rows(),
                verdicts.kind().words())
            : "");
  }

  private static boolean coverage(Scores scores) {
    return scores.verdicts().byName().keySet().stream()
        .anyMatch(name -> scores.coverage(name).present());
  }

  private static boolean reasons(Scores scores) {
    return scores.verdicts().byName().values().stream()
        .anyMatch(verdict -> verdict.reason() != null);
  }

  private static List<String> titles(Scores scores) {
    String word = scores.verdicts().kind().word();
    List<String> titles = new ArrayList<>();
    titles.add(word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    if (!scores.shares().isEmpty()) {
      titles.add("Share of training rows");
    }
    titles.add("Verdict");
    if (reasons(scores)) {
      titles.add("Reason");
    }
    titles.addAll(List.of("Share of its due", "Seen", "With", "Without"));
    if (coverage(scores)) {
      titles.add("Variety");
    }
    return titles;
  }

  private static List<String> cells(Scores scores, String name) {
    ClassVerdict verdict = verdict(scores, name);
    List<String> cells = new ArrayList<>();
    cells.add(Format.escape(name));
    if (!scores.shares().isEmpty()) {
      cells.add(Format.share(scores.shares().getOrDefault(name, Double.NaN)));
    }
    cells.add(
        String.format(
            Locale.ROOT,
            "<b class=\"%s\">%s</b>",
            BarChart.cssClass(verdict.outcome()),
            verdict.outcome().words()));
    if (reasons(scores)) {
      cells.add(verdict.reason() == null ? "" : verdict.reason().words());
    }
    cells.add(Format.due(due(verdict)));
    cells.add(Format.count(verdict.seen()));
    cells.add(Format.expected(verdict.with()));
    cells.add(Format.expected(verdict.without()));
    if (coverage(scores)) {
      boolean counted = verdict.covered() || verdict.reason() == Reason.ALIKE;
      cells.add(counted ? ScoreTable.inBrief(scores.coverage(name)) : Format.NONE);
    }
    return cells;
  }

  private static String values(Scores scores) {
    return scores.classes().isEmpty()
        ? ""
        : "<details><summary>All values by class</summary>\n<div class=\"wide\">\n"
            + ScoreTable.classes(scores)
            + "</div></details>\n";
  }
}
