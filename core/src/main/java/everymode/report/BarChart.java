package everymode.report;

import everymode.coverage.ClassTest;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.report.Chart.Bar;
import everymode.report.SvgWriter.LegendEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// One horizontal bar per class, from 0 to 100 % of its due; its verdict is a colour and a word.
final class BarChart {
  static final int ROW = 21;
  static final int THICK = 13;
  private static final int MAX_LABEL = 18;
  private static final int VALUE_WIDTH = 134;

  private BarChart() {}

  static String draw(String title, List<Bar> bars) {
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys(bars)) + 12;
    double bottom = top + ROW * Math.max(1, bars.size());
    LinearAxis axis = shares(svg, bars.stream().map(Bar::label), VALUE_WIDTH, top, bottom);
    for (int i = 0; i < bars.size(); i++) {
      row(svg, axis, bars.get(i), top + i * ROW + (ROW - THICK) / 2.0);
    }
    svg.line("least", axis.at(ClassTest.RATIO), top - 4, axis.at(ClassTest.RATIO), bottom + 3);
    return svg.done(title, bars.stream().map(BarChart::describe), bottom + 22);
  }

  /// The axis of shares between the labels and a column of values, with its grid lines.
  static LinearAxis shares(
      SvgWriter svg, Stream<String> labels, int valueWidth, double top, double bottom) {
    double left = 8 + SvgWriter.widest(labels.map(BarChart::brief));
    LinearAxis axis = new LinearAxis(0, 1, left, SvgWriter.WIDTH - valueWidth);
    for (double tick : axis.ticks()) {
      svg.line("rule", axis.at(tick), top - 4, axis.at(tick), bottom + 3);
      svg.text("soft mid", axis.at(tick), bottom + 16, Math.round(100 * tick) + " %");
    }
    return axis;
  }

  private static void row(SvgWriter svg, LinearAxis axis, Bar bar, double y) {
    double middle = y + THICK / 2.0;
    svg.text("end", axis.from() - 7, middle + 4, brief(bar.label()));
    if (Double.isFinite(bar.due())) {
      double end = axis.at(Math.clamp(bar.due(), 0.0, 1.0));
      svg.box(cssClass(bar.outcome()), axis.from(), y, end - axis.from(), THICK);
    }
    svg.text(
        bar.outcome() == Outcome.MISSED ? "bad" : "",
        axis.to() + 10,
        middle + 4,
        Format.due(bar.due()) + " · " + bar.outcome().words());
  }

  private static List<LegendEntry> keys(List<Bar> bars) {
    List<LegendEntry> keys = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      if (bars.stream().anyMatch(bar -> bar.outcome() == outcome)) {
        keys.add(LegendEntry.box(outcome.words(), cssClass(outcome)));
      }
    }
    keys.add(
        new LegendEntry(
            "least for covered", (svg, x, y) -> svg.line("least", x + 8, y - 7, x + 8, y + 7)));
    return keys;
  }

  /// CSS class of what has this outcome, in charts and tables.
  static String cssClass(Outcome outcome) {
    return switch (outcome) {
      case COVERED -> "good";
      case MISSED -> "bad";
      case NOT_JUDGED -> "open";
    };
  }

  /// A label, shortened to leave room for the bars.
  static String brief(String label) {
    return SvgWriter.brief(label, MAX_LABEL);
  }

  private static String describe(Bar bar) {
    String due = Double.isFinite(bar.due()) ? ", " + Format.due(bar.due()) + " of its due" : "";
    return String.format(Locale.ROOT, "%s: %s%s.", bar.label(), bar.outcome().words(), due);
  }
}
