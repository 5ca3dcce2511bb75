package everymode.report;

import everymode.report.Chart.Point;
import everymode.report.SvgWriter.LegendEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
    Scatter.Plane plane = Scatter.Plane.open(svg, all, top);
    int colour = 0;
    for (List<Point> points : groups.values()) {
      List<Point> some =
          IntStream.range(0, points.size())
              .filter(i -> i % every == 0)
              .mapToObj(points::get)
              .filter(Point::drawable)
              .toList();
      svg.path("dot small s" + colour++ % SvgWriter.COLOURS, plane.dots(some));
    }
    if (!few && groups.size() <= MAX_NAMES) {
      groups.forEach((name, points) -> {
        Point middle = new Point(median(points, Point::x), median(points, Point::y));
        if (middle.drawable()) {
          svg.text("mid halo", plane.x().at(middle.x()), plane.y().at(middle.y()) - 7, name);
        }
      });
    }
    svg.close();
    Stream<String> description =
        groups.entrySet().stream()
            .map(
                e -> String.format(Locale.ROOT, "%s: %d points.", e.getKey(), e.getValue().size()));
    return svg.done(title, description, plane.bottom() + 24);
  }

  private static List<LegendEntry> keys(Map<String, List<Point>> groups) {
    List<LegendEntry> keys = new ArrayList<>();
    for (String name : groups.keySet()) {
      keys.add(LegendEntry.dot(name, "dot key s" + keys.size()));
    }
    return keys;
  }

  private static double median(List<Point> points, ToDoubleFunction<Point> coordinate) {
    double[] sorted =
        points.stream().mapToDouble(coordinate).filter(LinearAxis::drawable).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
