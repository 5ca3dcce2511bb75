package everymode.report;

import everymode.report.Chart.Stop;
import java.util.List;
import java.util.stream.Collectors;

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
    double left =
        8 + y.ticks().stream().mapToDouble(t -> SvgWriter.wide(y.label(t))).max().orElse(0);
    LinearAxis x =
        LinearAxis.over(drawn.stream().map(Stop::x).toList(), left, SvgWriter.WIDTH - 10)
            .widened(0.12);
    svg.text("soft", 0, 12, yLabel);
    for (double tick : x.ticks()) {
      svg.line("rule", x.at(tick), top, x.at(tick), bottom);
      svg.text("soft mid", x.at(tick), bottom + 16, x.label(tick));
    }
    for (double tick : y.ticks()) {
      svg.line("rule", left, y.at(tick), SvgWriter.WIDTH - 10, y.at(tick));
      svg.text("soft end", left - 6, y.at(tick) + 4, y.label(tick));
    }
    svg.text("soft mid", (left + SvgWriter.WIDTH) / 2, bottom + 34, xLabel);
    StringBuilder path = new StringBuilder();
    for (Stop stop : drawn) {
      path.append(path.isEmpty() ? "M" : "L");
      path.append(SvgWriter.unit(x.at(stop.x())))
          .append(' ')
          .append(SvgWriter.unit(y.at(stop.y())));
    }
    if (!drawn.isEmpty()) {
      svg.path("line s0", path);
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
    String description =
        drawn.stream()
            .map(s ->
                "%s: %s %s, %s %s%s."
                    .formatted(
                        s.name(),
                        xLabel,
                        Format.number(s.x()),
                        yLabel,
                        Format.number(s.y()),
                        s.marked() ? ", suggested" : ""))
            .collect(Collectors.joining(" "));
    return svg.done(title, description, bottom + 2 * SvgWriter.LINE);
  }
}
