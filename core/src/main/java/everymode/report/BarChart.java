package everymode.report;

import everymode.report.Chart.Bar;
import everymode.report.SvgWriter.LegendEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    LinearAxis axis = shares(svg, bars.stream().map(Bar::label), VALUE_WIDTH, top, bottom);
    for (int i = 0; i < bars.size(); i++) {
      row(svg, axis, bars.get(i), top + i * ROW + (ROW - THICK) / 2.0);
    }
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
    String value = Math.round(100 * bar.value()) + " %" + (bar.missed() ? " missed" : "");
    svg.text(bar.missed() ? "bad" : "", axis.to() + 10, middle + 4, value);
  }

  private static void whisker(SvgWriter svg, double low, double high, double y) {
    svg.line("ink", low, y, high, y);
    svg.line("ink", low, y - 3, low, y + 3);
    svg.line("ink", high, y - 3, high, y + 3);
  }

  private static double at(LinearAxis axis, double share) {
    return axis.at(Math.clamp(share, 0.0, 1.0));
  }

  private static List<LegendEntry> keys(List<Bar> bars) {
    List<LegendEntry> keys = new ArrayList<>();
    NAMES.forEach((cssClass, name) -> {
      if (bars.stream()
          .anyMatch(bar -> Double.isFinite(bar.value()) && cssClass(bar).equals(cssClass))) {
        keys.add(LegendEntry.box(name, cssClass));
      }
    });
    keys.add(new LegendEntry("95 % interval", (svg, x, y) -> whisker(svg, x + 1, x + 16, y)));
    keys.add(
        new LegendEntry(
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
    return SvgWriter.brief(label, MAX_LABEL);
  }

  private static String describe(Bar bar) {
    return Double.isFinite(bar.value())
        ? "%s: %s%s."
            .formatted(bar.label(), Format.ofHundred(bar.value()), bar.missed() ? ", missed" : "")
        : bar.label() + ": not measured.";
  }
}
