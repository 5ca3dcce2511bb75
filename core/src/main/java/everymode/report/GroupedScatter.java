package everymode.report;

import everymode.report.Chart.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Several groups of points in one window: named by a legend when there are at most as many as
/// colours, otherwise at the median of each.
final class GroupedScatter {
  private static final int MAX_POINTS = 4_000;
  private static final int MAX_NAMES = 30;

  private GroupedScatter() {}

  static String draw(String title, Map<String, List<Point>> groups) {
    List<Point> all = groups.values().stream().flatMap(List::stream).toList();
    int every = Math.max(1, all.size() / MAX_POINTS);
    SvgWriter svg = new SvgWriter();
    boolean few = groups.size() <= SvgWriter.COLOURS && !groups.containsKey("");
    double top = few ? svg.legend(keys(groups)) + 8 : 0;
    LinearAxis x = Scatter.axis(all, Point::x, Scatter.LEFT, SvgWriter.WIDTH - 1);
    LinearAxis y = Scatter.axis(all, Point::y, top + x.to() - x.from(), top);
    double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
    LinearAxis xAxis = Scatter.around(x, half);
    LinearAxis yAxis = Scatter.around(y, half);
    Scatter.rules(svg, xAxis, yAxis);
    svg.window(Scatter.LEFT, top, xAxis.to() - Scatter.LEFT, yAxis.from() - top);
    int colour = 0;
    for (List<Point> points : groups.values()) {
      List<Point> some =
          java.util.stream.IntStream.range(0, points.size())
              .filter(i -> i % every == 0)
              .mapToObj(points::get)
              .filter(p -> LinearAxis.drawable(p.x()) && LinearAxis.drawable(p.y()))
              .toList();
      svg.path("dot small s" + colour++ % SvgWriter.COLOURS, Scatter.dots(some, xAxis, yAxis));
    }
    if (!few && groups.size() <= MAX_NAMES) {
      groups.forEach((name, points) -> {
        double x0 = median(points.stream().mapToDouble(Point::x).toArray());
        double high = median(points.stream().mapToDouble(Point::y).toArray());
        if (LinearAxis.drawable(x0) && LinearAxis.drawable(high)) {
          svg.text("mid halo", xAxis.at(x0), yAxis.at(high) - 7, name);
        }
      });
    }
    svg.close();
    String description =
        groups.entrySet().stream()
            .map(e -> "%s: %d points.".formatted(e.getKey(), e.getValue().size()))
            .collect(Collectors.joining(" "));
    return svg.done(title, description.strip(), yAxis.from() + 24);
  }

  private static List<SvgWriter.LegendEntry> keys(Map<String, List<Point>> groups) {
    List<SvgWriter.LegendEntry> keys = new ArrayList<>();
    for (String name : groups.keySet()) {
      String cssClass = "dot key s" + keys.size();
      keys.add(
          new SvgWriter.LegendEntry(
              name,
              (svg, x, y) ->
                  svg.path(
                      cssClass, "M" + SvgWriter.unit(x + 8) + " " + SvgWriter.unit(y) + "h0")));
    }
    return keys;
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(LinearAxis::drawable).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
