package everymode.report;

import everymode.report.Chart.Stack;
import java.util.List;
import java.util.stream.Collectors;

/// One horizontal bar per class: certified from the left, missed from the right, and undecided in
/// between.
final class StackedBarChart {
  private static final int VALUE_WIDTH = 50;

  private StackedBarChart() {}

  static String draw(String title, List<Stack> stacks) {
    SvgWriter svg = new SvgWriter();
    double top =
        svg.legend(
                List.of(key("good", "certified"), key("open", "not shown"), key("bad", "missed")))
            + 12;
    double bottom = top + BarChart.ROW * Math.max(1, stacks.size());
    double left = BarChart.left(stacks.stream().map(Stack::label));
    LinearAxis axis = new LinearAxis(0, 1, left, SvgWriter.WIDTH - VALUE_WIDTH);
    BarChart.rules(svg, axis, top, bottom);
    for (int i = 0; i < stacks.size(); i++) {
      row(svg, axis, stacks.get(i), top + i * BarChart.ROW + (BarChart.ROW - BarChart.THICK) / 2.0);
    }
    String description =
        stacks.stream().map(StackedBarChart::describe).collect(Collectors.joining(" "));
    return svg.done(title, description, bottom + 22);
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

  private static SvgWriter.LegendEntry key(String cssClass, String name) {
    return new SvgWriter.LegendEntry(name, (svg, x, y) -> svg.box(cssClass, x, y - 5, 16, 10));
  }

  private static String describe(Stack stack) {
    return "%s: %s certified, %s missed."
        .formatted(
            stack.label(), Format.ofHundred(stack.certified()), Format.ofHundred(stack.missed()));
  }
}
