package everymode.report;

import everymode.report.Chart.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Several series over one horizontal axis.
final class LineChart {
  private static final int MOST = 400;
  private static final int HEIGHT = 190;

  private LineChart() {}

  static String draw(String title, String across, Map<String, List<Point>> series) {
    Map<String, List<Point>> drawn = new LinkedHashMap<>();
    series.forEach((name, points) -> drawn.put(name, thinned(points)));
    List<Point> all = drawn.values().stream().flatMap(List::stream).toList();
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys(drawn)) + 10;
    double bottom = top + HEIGHT;
    LinearAxis up = bulk(all.stream().map(Point::y).sorted().toList(), bottom, top);
    double left =
        8 + up.ticks().stream().mapToDouble(t -> SvgWriter.wide(up.label(t))).max().orElse(0);
    // Buckets hide the very first and last step; the margin brings their round numbers back.
    LinearAxis right =
        LinearAxis.over(all.stream().map(Point::x).toList(), left, SvgWriter.WIDTH - 24)
            .widened(0.01);
    rules(svg, right, up, across);
    svg.window(left, top, SvgWriter.WIDTH - left, HEIGHT);
    int colour = 0;
    for (List<Point> points : drawn.values()) {
      svg.path("line s" + colour++ % SvgWriter.COLOURS, path(points, right, up));
    }
    svg.close();
    if (all.isEmpty()) {
      svg.text(
          "mid soft", (left + SvgWriter.WIDTH) / 2, top + HEIGHT / 2.0, "nothing was recorded");
    }
    return svg.done(title, told(across, drawn), bottom + 2 * SvgWriter.LINE);
  }

  /// Means of neighbouring points, so that at most 400 are left.
  static List<Point> thinned(List<Point> points) {
    List<Point> whole =
        points.stream()
            .filter(p -> LinearAxis.drawable(p.x()) && LinearAxis.drawable(p.y()))
            .toList();
    int buckets = Math.min(MOST, whole.size());
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

  /// An axis over nearly all values; over all of them if that costs little room.
  private static LinearAxis bulk(List<Double> sorted, double from, double to) {
    int cut = sorted.size() / 100;
    LinearAxis whole = LinearAxis.over(sorted, from, to);
    LinearAxis most =
        LinearAxis.over(sorted.subList(cut, sorted.size() - cut), from, to).widened(0.25);
    return whole.high() - whole.low() > most.high() - most.low() ? most : whole.widened(0.04);
  }

  private static void rules(SvgWriter svg, LinearAxis right, LinearAxis up, String across) {
    for (double tick : up.ticks()) {
      svg.line("rule", right.from(), up.at(tick), SvgWriter.WIDTH, up.at(tick));
      svg.text("soft end", right.from() - 6, up.at(tick) + 4, up.label(tick));
    }
    for (double tick : right.ticks()) {
      svg.line("rule", right.at(tick), up.from(), right.at(tick), up.from() + 4);
      svg.text("soft mid", right.at(tick), up.from() + 16, right.label(tick));
    }
    svg.text("soft mid", (right.from() + right.to()) / 2, up.from() + 31, across);
  }

  private static StringBuilder path(List<Point> points, LinearAxis right, LinearAxis up) {
    StringBuilder data = new StringBuilder();
    for (Point point : points) {
      // Far outside the window, so that a spike keeps its slope, but not astronomically far.
      double y = Math.clamp(up.at(point.y()), up.to() - 5e3, up.from() + 5e3);
      data.append(data.isEmpty() ? 'M' : 'L')
          .append(SvgWriter.unit(right.at(point.x())))
          .append(' ')
          .append(SvgWriter.unit(y));
    }
    // A lone point becomes a dot: a line of no length with round ends.
    return points.size() == 1 ? data.append("h0") : data;
  }

  private static List<SvgWriter.LegendEntry> keys(Map<String, List<Point>> series) {
    List<SvgWriter.LegendEntry> keys = new ArrayList<>();
    for (String name : series.keySet()) {
      String look = "line s" + keys.size() % SvgWriter.COLOURS;
      keys.add(new SvgWriter.LegendEntry(name, (svg, x, y) -> svg.line(look, x + 1, y, x + 15, y)));
    }
    return keys;
  }

  private static String told(String across, Map<String, List<Point>> series) {
    return series.entrySet().stream()
        .map(e ->
            e.getValue().isEmpty()
                ? e.getKey() + ": nothing to draw."
                : "%s goes from %s to %s at %s %s."
                    .formatted(
                        e.getKey(),
                        Format.number(e.getValue().getFirst().y()),
                        Format.number(e.getValue().getLast().y()),
                        across,
                        Format.number(e.getValue().getLast().x())))
        .collect(Collectors.joining(" "));
  }
}
