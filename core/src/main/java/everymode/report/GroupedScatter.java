package everymode.report;

import everymode.report.Chart.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Several clouds of points in one window: named by a legend where there are as few as colours,
/// else in the middle of each.
final class GroupedScatter {
  private static final int MOST = 4_000;
  private static final int MOST_NAMES = 30;

  private GroupedScatter() {}

  static String draw(String title, Map<String, List<Point>> groups) {
    List<Point> all = groups.values().stream().flatMap(List::stream).toList();
    int every = Math.max(1, all.size() / MOST);
    SvgWriter svg = new SvgWriter();
    boolean few = groups.size() <= SvgWriter.COLOURS && !groups.containsKey("");
    double top = few ? svg.legend(keys(groups)) + 8 : 0;
    LinearAxis x = Scatter.axis(all, Point::x, Scatter.LEFT, SvgWriter.WIDTH - 1);
    LinearAxis y = Scatter.axis(all, Point::y, top + x.to() - x.from(), top);
    double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
    LinearAxis right = Scatter.around(x, half);
    LinearAxis up = Scatter.around(y, half);
    Scatter.rules(svg, right, up);
    svg.window(Scatter.LEFT, top, right.to() - Scatter.LEFT, up.from() - top);
    int colour = 0;
    for (List<Point> points : groups.values()) {
      List<Point> some =
          java.util.stream.IntStream.range(0, points.size())
              .filter(i -> i % every == 0)
              .mapToObj(points::get)
              .filter(p -> LinearAxis.drawable(p.x()) && LinearAxis.drawable(p.y()))
              .toList();
      svg.path("dot small s" + colour++ % SvgWriter.COLOURS, Scatter.dots(some, right, up));
    }
    if (!few && groups.size() <= MOST_NAMES) {
      groups.forEach((name, points) -> {
        double across = middle(points.stream().mapToDouble(Point::x).toArray());
        double high = middle(points.stream().mapToDouble(Point::y).toArray());
        if (LinearAxis.drawable(across) && LinearAxis.drawable(high)) {
          svg.text("mid halo", right.at(across), up.at(high) - 7, name);
        }
      });
    }
    svg.close();
    String told =
        groups.entrySet().stream()
            .map(e -> "%s: %d points.".formatted(e.getKey(), e.getValue().size()))
            .collect(Collectors.joining(" "));
    return svg.done(title, told.strip(), up.from() + 24);
  }

  private static List<SvgWriter.LegendEntry> keys(Map<String, List<Point>> groups) {
    List<SvgWriter.LegendEntry> keys = new ArrayList<>();
    for (String name : groups.keySet()) {
      String look = "dot key s" + keys.size();
      keys.add(
          new SvgWriter.LegendEntry(
              name,
              (svg, x, y) ->
                  svg.path(look, "M" + SvgWriter.unit(x + 8) + " " + SvgWriter.unit(y) + "h0")));
    }
    return keys;
  }

  private static double middle(double[] values) {
    double[] sorted = Arrays.stream(values).filter(LinearAxis::drawable).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
