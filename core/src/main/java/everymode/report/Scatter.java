package everymode.report;

import everymode.report.Chart.Point;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Real and generated points in one window.
final class Scatter {
  private static final int MAX_POINTS = 2500;
  static final double LEFT = 40;

  /// Margin around the real points, as a share of their extent.
  private static final double MARGIN = 0.12;

  private Scatter() {}

  static String draw(String title, List<Point> real, List<Point> generated) {
    List<Point> realPoints = thinned(real);
    List<Point> generatedPoints = thinned(generated);
    List<Point> frame = realPoints.isEmpty() ? generatedPoints : realPoints;
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(keys()) + 8;
    LinearAxis x = axis(frame, Point::x, LEFT, SvgWriter.WIDTH - 1);
    LinearAxis y = axis(frame, Point::y, top + x.to() - x.from(), top);
    double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
    LinearAxis xAxis = around(x, half);
    LinearAxis yAxis = around(y, half);
    rules(svg, xAxis, yAxis);
    svg.window(LEFT, top, xAxis.to() - LEFT, yAxis.from() - top);
    svg.path("dot real", dots(realPoints, xAxis, yAxis))
        .path("dot fake", dots(generatedPoints, xAxis, yAxis));
    svg.close();
    long outside =
        generatedPoints.stream().filter(p -> !xAxis.holds(p.x()) || !yAxis.holds(p.y())).count();
    String description =
        "%d generated points over %d real ones; %d of the generated are outside the window."
            .formatted(generatedPoints.size(), realPoints.size(), outside);
    if (outside > 0) {
      String note =
          "%,d of %,d generated points are outside this window"
              .formatted(outside, generatedPoints.size());
      svg.text("soft mid", (LEFT + SvgWriter.WIDTH) / 2, yAxis.from() + 34, note);
    }
    return svg.done(title, description, yAxis.from() + (outside > 0 ? 42 : 24));
  }

  private static List<Point> thinned(List<Point> points) {
    List<Point> finite =
        points.stream()
            .filter(p -> LinearAxis.drawable(p.x()) && LinearAxis.drawable(p.y()))
            .toList();
    int left = Math.min(MAX_POINTS, finite.size());
    return IntStream.range(0, left)
        .mapToObj(i -> finite.get((int) ((long) i * finite.size() / left)))
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

  static void rules(SvgWriter svg, LinearAxis xAxis, LinearAxis yAxis) {
    for (double tick : xAxis.ticks()) {
      svg.line("rule", xAxis.at(tick), yAxis.to(), xAxis.at(tick), yAxis.from());
      svg.text("soft mid", xAxis.at(tick), yAxis.from() + 16, xAxis.label(tick));
    }
    for (double tick : yAxis.ticks()) {
      svg.line("rule", xAxis.from(), yAxis.at(tick), xAxis.to(), yAxis.at(tick));
      svg.text("soft end", xAxis.from() - 6, yAxis.at(tick) + 4, yAxis.label(tick));
    }
  }

  /// One path for all points, made of lines of length zero; it is a tenth of the size of circles.
  static StringBuilder dots(List<Point> points, LinearAxis xAxis, LinearAxis yAxis) {
    StringBuilder data = new StringBuilder("M0 0");
    for (Point point : points) {
      if (xAxis.holds(point.x()) && yAxis.holds(point.y())) {
        data.append('M')
            .append(SvgWriter.unit(xAxis.at(point.x())))
            .append(' ')
            .append(SvgWriter.unit(yAxis.at(point.y())))
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
