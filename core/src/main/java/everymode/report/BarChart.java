package everymode.report;

import everymode.report.Chart.Bar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One horizontal bar per class, from 0 to 1.
final class BarChart {
  static final int ROW = 21;
  static final int THICK = 13;
  private static final int MAX_LABEL = 18;
  private static final int VALUE_WIDTH = 104;

  private static final Map<String, String> NAMES =
      new TreeMap<>(Map.of("good", "covered", "bad", "missed", "open", "not assessed"));

  private BarChart() {}

  static String draw(String title, List<Bar> bars) {
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys(bars)) + 12;
    double bottom = top + ROW * Math.max(1, bars.size());
    double left = left(bars.stream().map(Bar::label));
    LinearAxis axis = new LinearAxis(0, 1, left, SvgWriter.WIDTH - VALUE_WIDTH);
    rules(svg, axis, top, bottom);
    for (int i = 0; i < bars.size(); i++) {
      row(svg, axis, bars.get(i), top + i * ROW + (ROW - THICK) / 2.0);
    }
    String description = bars.stream().map(BarChart::describe).collect(Collectors.joining(" "));
    return svg.done(title, description, bottom + 22);
  }

  /// Left end of the bars, to the right of their labels.
  static double left(Stream<String> labels) {
    return 8 + labels.mapToDouble(label -> SvgWriter.wide(brief(label))).max().orElse(0);
  }

  /// Vertical grid lines at round shares.
  static void rules(SvgWriter svg, LinearAxis axis, double top, double bottom) {
    for (double tick : axis.ticks()) {
      svg.line("rule", axis.at(tick), top - 4, axis.at(tick), bottom + 3);
      svg.text("soft mid", axis.at(tick), bottom + 16, Math.round(100 * tick) + " %");
    }
  }

  private static void row(SvgWriter svg, LinearAxis axis, Bar bar, double y) {
    double middle = y + THICK / 2.0;
    svg.text("end", axis.from() - 7, middle + 4, brief(bar.label()));
    if (!Double.isFinite(bar.value())) {
      svg.text("soft", axis.to() + 10, middle + 4, Format.NONE);
      return;
    }
    double zero = axis.from();
    svg.box(cssClass(bar), zero, y, at(axis, bar.value()) - zero, THICK);
    if (Double.isFinite(bar.low()) && Double.isFinite(bar.high())) {
      whisker(svg, at(axis, bar.low()), at(axis, bar.high()), middle);
    }
    if (Double.isFinite(bar.ceiling())) {
      double x = at(axis, bar.ceiling());
      svg.line("ceiling", x, y - 2, x, y + THICK + 2);
    }
    String value = Math.round(100 * bar.value()) + " %";
    svg.text(
        bar.missed() ? "bad" : "",
        axis.to() + 10,
        middle + 4,
        bar.missed() ? value + " missed" : value);
  }

  private static void whisker(SvgWriter svg, double low, double high, double y) {
    svg.line("ink", low, y, high, y);
    svg.line("ink", low, y - 3, low, y + 3);
    svg.line("ink", high, y - 3, high, y + 3);
  }

  private static double at(LinearAxis axis, double share) {
    return axis.at(Math.clamp(share, 0.0, 1.0));
  }

  private static List<SvgWriter.LegendEntry> keys(List<Bar> bars) {
    List<SvgWriter.LegendEntry> keys = new ArrayList<>();
    NAMES.forEach((cssClass, name) -> {
      if (bars.stream()
          .anyMatch(bar -> Double.isFinite(bar.value()) && cssClass(bar).equals(cssClass))) {
        keys.add(
            new SvgWriter.LegendEntry(name, (svg, x, y) -> svg.box(cssClass, x, y - 5, 16, 10)));
      }
    });
    keys.add(
        new SvgWriter.LegendEntry("95 % interval", (svg, x, y) -> whisker(svg, x + 1, x + 16, y)));
    keys.add(
        new SvgWriter.LegendEntry(
            "real training rows", (svg, x, y) -> svg.line("ceiling", x + 8, y - 7, x + 8, y + 7)));
    return keys;
  }

  /// CSS class of a bar; without an interval and a reference a class cannot be assessed.
  private static String cssClass(Bar bar) {
    if (bar.missed()) {
      return "bad";
    }
    return Double.isFinite(bar.low()) && Double.isFinite(bar.ceiling()) ? "good" : "open";
  }

  /// A label, shortened to leave room for the bars.
  static String brief(String label) {
    return label.codePointCount(0, label.length()) <= MAX_LABEL
        ? label
        : label.substring(0, label.offsetByCodePoints(0, MAX_LABEL - 1)) + "…";
  }

  private static String describe(Bar bar) {
    return Double.isFinite(bar.value())
        ? "%s: %s%s."
            .formatted(bar.label(), Format.ofHundred(bar.value()), bar.missed() ? ", missed" : "")
        : bar.label() + ": not measured.";
  }
}
