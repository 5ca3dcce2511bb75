package everymode.report;

import everymode.report.Chart.Stop;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A line through labelled points, one of which is highlighted.
final class TradeoffCurve {
  private static final int HEIGHT = 260;

  private TradeoffCurve() {}

  static String draw(String title, String xLabel, String yLabel, List<Stop> stops) {
    SvgWriter svg = new SvgWriter();
    List<Stop> drawn =
        stops.stream()
            .filter(s -> LinearAxis.drawable(s.x()) && LinearAxis.drawable(s.y()))
            .toList();
    double top = 26;
    double bottom = top + HEIGHT;
    LinearAxis y = LinearAxis.over(drawn.stream().map(Stop::y).toList(), bottom, top).widened(0.12);
    double left = 8 + y.labelWidth();
    LinearAxis x =
        LinearAxis.over(drawn.stream().map(Stop::x).toList(), left, SvgWriter.WIDTH - 10)
            .widened(0.12);
    svg.text("soft", 0, 12, yLabel);
    Scatter.rules(svg, x, y);
    svg.text("soft mid", (left + SvgWriter.WIDTH) / 2, bottom + 34, xLabel);
    if (!drawn.isEmpty()) {
      Stream<String> places = drawn.stream().map(s -> SvgWriter.at(x.at(s.x()), y.at(s.y())));
      svg.path("line s0", "M" + places.collect(Collectors.joining("L")));
    }
    for (Stop stop : drawn) {
      double at = x.at(stop.x());
      double height = y.at(stop.y());
      double side = stop.marked() ? 9 : 5;
      svg.box(stop.marked() ? "bad" : "good", at - side / 2, height - side / 2, side, side);
      boolean fits = at + 7 + SvgWriter.wide(stop.name()) <= SvgWriter.WIDTH;
      String cssClass = (stop.marked() ? "bad" : "") + (fits ? "" : " end");
      svg.text(cssClass.strip(), fits ? at + 7 : at - 7, height - 6, stop.name());
    }
    Stream<String> description =
        drawn.stream()
            .map(s ->
                String.format(
                    Locale.ROOT,
                    "%s: %s %s, %s %s%s.",
                    s.name(),
                    xLabel,
                    Format.number(s.x()),
                    yLabel,
                    Format.number(s.y()),
                    s.marked() ? ", suggested" : ""));
    return svg.done(title, description, bottom + 2 * SvgWriter.LINE);
  }
}
