package everymode.report;

import everymode.report.Chart.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Two clouds of points in one window.
final class Scatter {
  private static final int MOST = 2500;
  static final double LEFT = 40;

  /// Room around the real points, as a share of their extent.
  private static final double MARGIN = 0.12;

  private Scatter() {}

  static String draw(String title, List<Point> real, List<Point> generated) {
    List<Point> beneath = thinned(real);
    List<Point> above = thinned(generated);
    List<Point> frame = beneath.isEmpty() ? above : beneath;
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys()) + 8;
    LinearAxis x = axis(frame, Point::x, LEFT, SvgWriter.WIDTH - 1);
    LinearAxis y = axis(frame, Point::y, top + x.to() - x.from(), top);
    double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
    LinearAxis right = around(x, half);
    LinearAxis up = around(y, half);
    rules(svg, right, up);
    svg.window(LEFT, top, right.to() - LEFT, up.from() - top);
    svg.path("dot real", dots(beneath, right, up)).path("dot fake", dots(above, right, up));
    svg.close();
    long outside = above.stream().filter(p -> !right.holds(p.x()) || !up.holds(p.y())).count();
    String told =
        "%d generated points over %d real ones; %d of the generated lie outside the window."
            .formatted(above.size(), beneath.size(), outside);
    if (outside > 0) {
      String note =
          "%,d of %,d generated points lie outside this window".formatted(outside, above.size());
      svg.text("soft mid", (LEFT + SvgWriter.WIDTH) / 2, up.from() + 34, note);
    }
    return svg.done(title, told, up.from() + (outside > 0 ? 42 : 24));
  }

  private static List<Point> thinned(List<Point> points) {
    List<Point> whole =
        points.stream()
            .filter(p -> LinearAxis.drawable(p.x()) && LinearAxis.drawable(p.y()))
            .toList();
    int left = Math.min(MOST, whole.size());
    return IntStream.range(0, left)
        .mapToObj(i -> whole.get((int) ((long) i * whole.size() / left)))
        .toList();
  }

  static LinearAxis axis(List<Point> points, ToDoubleFunction<Point> part, double from, double to) {
    return LinearAxis.over(points.stream().map(part::applyAsDouble).toList(), from, to)
        .widened(MARGIN);
  }

  static LinearAxis around(LinearAxis axis, double half) {
    double middle = axis.low() / 2 + axis.high() / 2;
    return new LinearAxis(middle - half, middle + half, axis.from(), axis.to());
  }

  static void rules(SvgWriter svg, LinearAxis right, LinearAxis up) {
    for (double tick : right.ticks()) {
      svg.line("rule", right.at(tick), up.to(), right.at(tick), up.from());
      svg.text("soft mid", right.at(tick), up.from() + 16, right.label(tick));
    }
    for (double tick : up.ticks()) {
      svg.line("rule", right.from(), up.at(tick), right.to(), up.at(tick));
      svg.text("soft end", right.from() - 6, up.at(tick) + 4, up.label(tick));
    }
  }

  /// One path for a whole cloud, a tenth of the size of as many circles: lines of no length.
  static StringBuilder dots(List<Point> points, LinearAxis right, LinearAxis up) {
    StringBuilder data = new StringBuilder("M0 0");
    for (Point point : points) {
      if (right.holds(point.x()) && up.holds(point.y())) {
        data.append('M')
            .append(SvgWriter.unit(right.at(point.x())))
            .append(' ')
            .append(SvgWriter.unit(up.at(point.y())))
            .append("h0");
      }
    }
    return data;
  }

  private static List<SvgWriter.LegendEntry> keys() {
    return List.of(
        new SvgWriter.LegendEntry("real data", (svg, x, y) -> svg.path("dot real key", dot(x, y))),
        new SvgWriter.LegendEntry("generated", (svg, x, y) -> svg.path("dot fake key", dot(x, y))));
  }

  private static String dot(double x, double y) {
    return "M" + SvgWriter.unit(x + 8) + " " + SvgWriter.unit(y) + "h0";
  }
}
