package everymode.report;

import everymode.report.Chart.Point;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Several clouds of points in one window, each with its name in its middle.
final class Groups {
  private static final int MOST = 4_000;
  private static final int MOST_NAMES = 30;

  private Groups() {}

  static String draw(String title, Map<String, List<Point>> groups) {
    List<Point> all = groups.values().stream().flatMap(List::stream).toList();
    int every = Math.max(1, all.size() / MOST);
    Svg svg = new Svg();
    Axis x = Scatter.axis(all, Point::x, Scatter.LEFT, Svg.WIDTH - 1);
    Axis y = Scatter.axis(all, Point::y, x.to() - x.from(), 0);
    double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
    Axis right = Scatter.around(x, half);
    Axis up = Scatter.around(y, half);
    Scatter.rules(svg, right, up);
    svg.window(Scatter.LEFT, 0, right.to() - Scatter.LEFT, up.from());
    int colour = 0;
    for (List<Point> points : groups.values()) {
      List<Point> some =
          java.util.stream.IntStream.range(0, points.size())
              .filter(i -> i % every == 0)
              .mapToObj(points::get)
              .filter(p -> Axis.drawable(p.x()) && Axis.drawable(p.y()))
              .toList();
      svg.path("dot small s" + colour++ % Svg.COLOURS, Scatter.dots(some, right, up));
    }
    if (groups.size() <= MOST_NAMES) {
      groups.forEach((name, points) -> {
        double across = middle(points.stream().mapToDouble(Point::x).toArray());
        double high = middle(points.stream().mapToDouble(Point::y).toArray());
        if (Axis.drawable(across) && Axis.drawable(high)) {
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

  private static double middle(double[] values) {
    double[] sorted = Arrays.stream(values).filter(Axis::drawable).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
