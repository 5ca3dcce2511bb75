package everymode.report;

import java.util.List;
import java.util.Map;

/// Draws charts as SVG text.
///
/// A chart is one element that can stand in a page or be a file of its own. It follows the reader's
/// choice of light or dark, carries a title and a description in words, and never fails on odd
/// data: what is not finite is left out.
public final class Chart {
  private Chart() {}

  /// A place in the plane.
  ///
  /// @param x across
  /// @param y up
  public record Point(double x, double y) {}

  /// One class in a bar chart; values are shares from 0 to 1, and `NaN` where there is none.
  ///
  /// @param label name of the class
  /// @param value length of the bar
  /// @param low lower end of the 95 % interval
  /// @param high upper end of the 95 % interval
  /// @param ceiling what real training rows reach
  /// @param missed whether the class counts as missed
  public record Bar(
      String label, double value, double low, double high, double ceiling, boolean missed) {}

  /// One class in a chart of what is certified; both shares are from 0 to 1, together at most 1.
  ///
  /// @param label name of the class
  /// @param certified share that is certified
  /// @param missed share that is proven missed
  public record Stack(String label, double certified, double missed) {}

  /// A named place on a line.
  ///
  /// @param name beside it
  /// @param x across
  /// @param y up
  /// @param marked whether it stands out
  public record Stop(String name, double x, double y, boolean marked) {}

  /// Draws a line through named places, such as the settings of a dial.
  ///
  /// @param title what is shown
  /// @param across name of the horizontal axis
  /// @param up name of the vertical axis
  /// @param stops the places in order; those that are not finite are left out
  /// @return an SVG element
  public static String course(String title, String across, String up, List<Stop> stops) {
    return TradeoffCurve.draw(title, across, up, stops);
  }

  /// Draws one line a series; long series are thinned to means of neighbouring points.
  ///
  /// The vertical axis follows the bulk of the values: rare spikes leave the picture at its edge.
  ///
  /// @param title what is shown
  /// @param across name of the horizontal axis
  /// @param series points by name of the series, ordered by `x`
  /// @return an SVG element
  public static String lines(String title, String across, Map<String, List<Point>> series) {
    return LineChart.draw(title, across, series);
  }

  /// Draws one horizontal bar a class, with its interval and its ceiling; grey where one of them is
  /// unknown, so that nobody can judge.
  ///
  /// @param title what is shown
  /// @param bars the classes from top to bottom
  /// @return an SVG element
  public static String bars(String title, List<Bar> bars) {
    return BarChart.draw(title, bars);
  }

  /// Draws one horizontal bar a class: certified from the left, missed from the right, and grey in
  /// between what is neither.
  ///
  /// @param title what is shown
  /// @param stacks the classes from top to bottom
  /// @return an SVG element
  public static String stacks(String title, List<Stack> stacks) {
    return StackedBars.draw(title, stacks);
  }

  /// Draws generated points over real ones, with equal units on both axes.
  ///
  /// The window follows the real points, so that a few wild samples cannot shrink them; the
  /// description says how many fall outside. Of each cloud at most 2,500 points are drawn, evenly
  /// spaced in their order.
  ///
  /// @param title what is shown
  /// @param real points of the data
  /// @param generated points of the generator
  /// @return an SVG element
  public static String scatter(String title, List<Point> real, List<Point> generated) {
    return Scatter.draw(title, real, generated);
  }

  /// Draws clouds of points with equal units on both axes. Up to six groups have a legend, up to 30
  /// their names in their middles; colours repeat after six. At most about 4,000 points are drawn.
  ///
  /// @param title what is shown
  /// @param groups points by name of the group
  /// @return an SVG element
  public static String groups(String title, Map<String, List<Point>> groups) {
    return GroupedScatter.draw(title, groups);
  }

  /// Draws a table of counts as shades of one colour, each row by its own largest count.
  ///
  /// @param title what is shown
  /// @param rows names of the rows, from top to bottom
  /// @param columns names of the columns, from left to right
  /// @param counts `[rows][columns]`, at least 0
  /// @return an SVG element
  public static String table(
      String title, List<String> rows, List<String> columns, long[][] counts) {
    return HeatMap.draw(title, rows, columns, counts);
  }
}
