package everymode.report;

import everymode.report.Chart.Point;
import everymode.report.SvgWriter.LegendEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Several series over one horizontal axis.
final class LineChart {
  private static final int MAX_POINTS = 400;
  private static final int HEIGHT = 190;

  private LineChart() {}

  static String draw(String title, String xLabel, Map<String, List<Point>> series) {
    Map<String, List<Point>> drawn = new LinkedHashMap<>();
    series.forEach((name, points) -> drawn.put(name, thinned(points)));
    List<Point> all = drawn.values().stream().flatMap(List::stream).toList();
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys(drawn)) + 10;
    double bottom = top + HEIGHT;
    LinearAxis yAxis = bulk(all.stream().map(Point::y).sorted().toList(), bottom, top);
    double left = 8 + yAxis.labelWidth();
    // Buckets hide the first and last step; the margin makes their round tick labels visible again.
    LinearAxis xAxis =
        LinearAxis.over(all.stream().map(Point::x).toList(), left, SvgWriter.WIDTH - 24)
            .widened(0.01);
    rules(svg, xAxis, yAxis, xLabel);
    svg.window(left, top, SvgWriter.WIDTH - left, HEIGHT);
    int colour = 0;
    for (List<Point> points : drawn.values()) {
      svg.path("line s" + colour++ % SvgWriter.COLOURS, path(points, xAxis, yAxis));
    }
    svg.close();
    if (all.isEmpty()) {
      svg.text("mid soft", (left + SvgWriter.WIDTH) / 2, top + HEIGHT / 2.0, "no data");
    }
    return svg.done(title, describe(xLabel, drawn), bottom + 2 * SvgWriter.LINE);
  }

  /// Means of neighbouring points, so that at most 400 are left.
  static List<Point> thinned(List<Point> points) {
    List<Point> whole = points.stream().filter(Point::drawable).toList();
    int buckets = Math.min(MAX_POINTS, whole.size());
    List<Point> thin = new ArrayList<>(buckets);
    for (int i = 0; i < buckets; i++) {
      int from = (int) ((long) i * whole.size() / buckets);
      int to = (int) ((i + 1L) * whole.size() / buckets);
      List<Point> bucket = whole.subList(from, to);
      thin.add(
          new Point(
              bucket.stream().collect(Collectors.averagingDouble(Point::x)),
              bucket.stream().collect(Collectors.averagingDouble(Point::y))));
    }
    return thin;
  }

  /// An axis over the central 98 % of the values, or over all of them if that is little wider.
  private static LinearAxis bulk(List<Double> sorted, double from, double to) {
    int cut = sorted.size() / 100;
    LinearAxis whole = LinearAxis.over(sorted, from, to);
    LinearAxis most =
        LinearAxis.over(sorted.subList(cut, sorted.size() - cut), from, to).widened(0.25);
    return whole.high() - whole.low() > most.high() - most.low() ? most : whole.widened(0.04);
  }

  private static void rules(SvgWriter svg, LinearAxis xAxis, LinearAxis yAxis, String xLabel) {
    for (double tick : yAxis.ticks()) {
      svg.line("rule", xAxis.from(), yAxis.at(tick), SvgWriter.WIDTH, yAxis.at(tick));
      svg.text("soft end", xAxis.from() - 6, yAxis.at(tick) + 4, yAxis.label(tick));
    }
    for (double tick : xAxis.ticks()) {
      svg.line("rule", xAxis.at(tick), yAxis.from(), xAxis.at(tick), yAxis.from() + 4);
      svg.text("soft mid", xAxis.at(tick), yAxis.from() + 16, xAxis.label(tick));
    }
    svg.text("soft mid", (xAxis.from() + xAxis.to()) / 2, yAxis.from() + 31, xLabel);
  }

  private static StringBuilder path(List<Point> points, LinearAxis xAxis, LinearAxis yAxis) {
    StringBuilder data = new StringBuilder();
    for (Point point : points) {
      // Limits spikes to far outside the window, so that they keep their direction.
      double y = Math.clamp(yAxis.at(point.y()), yAxis.to() - 5e3, yAxis.from() + 5e3);
      data.append(data.isEmpty() ? 'M' : 'L').append(SvgWriter.at(xAxis.at(point.x()), y));
    }
    // A single point becomes a dot: a line of length zero with round ends.
    return points.size() == 1 ? data.append("h0") : data;
  }

  private static List<LegendEntry> keys(Map<String, List<Point>> series) {
    List<LegendEntry> keys = new ArrayList<>();
    for (String name : series.keySet()) {
      String cssClass = "line s" + keys.size() % SvgWriter.COLOURS;
      keys.add(new LegendEntry(name, (svg, x, y) -> svg.line(cssClass, x + 1, y, x + 15, y)));
    }
    return keys;
  }

  private static Stream<String> describe(String xLabel, Map<String, List<Point>> series) {
    return series.entrySet().stream()
        .map(e ->
            e.getValue().isEmpty()
                ? e.getKey() + ": no data."
                : String.format(
                    Locale.ROOT,
                    "%s goes from %s to %s at %s %s.",
                    e.getKey(),
                    Format.number(e.getValue().getFirst().y()),
                    Format.number(e.getValue().getLast().y()),
                    xLabel,
                    Format.number(e.getValue().getLast().x())));
  }
}
