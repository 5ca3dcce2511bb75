package everymode.report;

import everymode.report.Chart.Point;
import everymode.report.SvgWriter.LegendEntry;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Real and generated points in one window.
final class Scatter {
  private static final int MAX_POINTS = 2500;
  static final double LEFT = 40;

  /// Margin around the real points, as a share of their extent.
  private static final double MARGIN = 0.12;

  private static final List<LegendEntry> KEYS =
      List.of(
          LegendEntry.dot("real data", "dot real key"),
          LegendEntry.dot("generated", "dot fake key"));

  private Scatter() {}

  static String draw(String title, List<Point> real, List<Point> generated) {
    List<Point> realPoints = thinned(real);
    List<Point> generatedPoints = thinned(generated);
    List<Point> frame = realPoints.isEmpty() ? generatedPoints : realPoints;
    SvgWriter svg = new SvgWriter();
    double top = svg.legend(KEYS) + 8;
    Plane plane = Plane.open(svg, frame, top);
    svg.path("dot real", plane.dots(realPoints));
    svg.path("dot fake", plane.dots(generatedPoints));
    svg.close();
    long outside = generatedPoints.stream().filter(p -> !plane.holds(p)).count();
    String description =
        String.format(
            Locale.ROOT,
            "%d generated points over %d real ones; %d of the generated are outside the window.",
            generatedPoints.size(),
            realPoints.size(),
            outside);
    if (outside > 0) {
      String note =
          String.format(
              Locale.ROOT,
              "%,d of %,d generated points are outside this window",
              outside,
              generatedPoints.size());
      svg.text("soft mid", (LEFT + SvgWriter.WIDTH) / 2, plane.bottom() + 34, note);
    }
    return svg.done(title, Stream.of(description), plane.bottom() + (outside > 0 ? 42 : 24));
  }

  private static List<Point> thinned(List<Point> points) {
    List<Point> finite = points.stream().filter(Point::drawable).toList();
    int left = Math.min(MAX_POINTS, finite.size());
    return IntStream.range(0, left)
        .mapToObj(i -> finite.get((int) ((long) i * finite.size() / left)))
        .toList();
  }

  /// Two axes of equal scale.
  record Plane(LinearAxis x, LinearAxis y) {

    /// Draws the axes around some points and opens a window for these.
    static Plane open(SvgWriter svg, List<Point> points, double top) {
      LinearAxis x =
          LinearAxis.over(points.stream().map(Point::x).toList(), LEFT, SvgWriter.WIDTH - 1)
              .widened(MARGIN);
      double bottom = top + x.to() - x.from();
      LinearAxis y =
          LinearAxis.over(points.stream().map(Point::y).toList(), bottom, top).widened(MARGIN);
      double half = Math.max(x.high() - x.low(), y.high() - y.low()) / 2;
      Plane plane = new Plane(x.around(half), y.around(half));
      rules(svg, plane.x, plane.y);
      svg.window(LEFT, top, x.to() - LEFT, bottom - top);
      return plane;
    }

    double bottom() {
      return y.from();
    }

    boolean holds(Point point) {
      return x.holds(point.x()) && y.holds(point.y());
    }

    /// One path for all points, made of lines of length zero; it is a tenth of the size of circles.
    StringBuilder dots(List<Point> points) {
      StringBuilder data = new StringBuilder("M0 0");
      points.stream()
          .filter(this::holds)
          .forEach(
              p -> data.append('M').append(SvgWriter.at(x.at(p.x()), y.at(p.y()))).append("h0"));
      return data;
    }
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
}
