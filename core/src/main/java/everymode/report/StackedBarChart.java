package everymode.report;

import everymode.report.Chart.Stack;
import everymode.report.SvgWriter.LegendEntry;
import java.util.List;
import java.util.Locale;

/// One horizontal bar per class: certified from the left, missed from the right, and undecided in
/// between.
final class StackedBarChart {
  private static final int VALUE_WIDTH = 50;
  private static final List<LegendEntry> KEYS =
      List.of(
          LegendEntry.box("certified", "good"),
          LegendEntry.box("not shown", "open"),
          LegendEntry.box("missed", "bad"));

  private StackedBarChart() {}

  static String draw(String title, List<Stack> stacks) {
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(KEYS) + 12;
    double bottom = top + BarChart.ROW * Math.max(1, stacks.size());
    LinearAxis axis =
        BarChart.shares(svg, stacks.stream().map(Stack::label), VALUE_WIDTH, top, bottom);
    for (int i = 0; i < stacks.size(); i++) {
      row(svg, axis, stacks.get(i), top + i * BarChart.ROW + (BarChart.ROW - BarChart.THICK) / 2.0);
    }
    return svg.done(title, stacks.stream().map(StackedBarChart::describe), bottom + 22);
  }

  private static void row(SvgWriter svg, LinearAxis axis, Stack stack, double y) {
    double middle = y + BarChart.THICK / 2.0;
    double certified = axis.at(stack.certified());
    double missed = axis.at(1 - stack.missed());
    svg.text("end", axis.from() - 7, middle + 4, BarChart.brief(stack.label()));
    part(svg, "good", axis.from(), certified, y);
    part(svg, "open", certified, missed, y);
    part(svg, "bad", missed, axis.to(), y);
    svg.text("", axis.to() + 10, middle + 4, percent(stack.certified()) + " %");
  }

  private static void part(SvgWriter svg, String cssClass, double from, double to, double y) {
    if (to > from) {
      svg.box(cssClass, from, y, to - from, BarChart.THICK);
    }
  }

  /// Percent, never rounded up to 100.
  private static long percent(double share) {
    return share < 1 ? Math.min(99, Math.round(100 * share)) : 100;
  }

  private static String describe(Stack stack) {
    return String.format(
        Locale.ROOT,
        "%s: %s certified, %s missed.",
        stack.label(),
        Format.ofHundred(stack.certified()),
        Format.ofHundred(stack.missed()));
  }
}
