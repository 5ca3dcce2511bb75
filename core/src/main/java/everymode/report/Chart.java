package everymode.report;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.metric.Scores;
import java.util.List;
import java.util.Map;

/// Draws charts as SVG text.
///
/// A chart is one element that can be embedded in a page or be a separate file. It follows the
/// reader's light or dark colour scheme, has a title and a description as text, and accepts any
/// data: values that are not finite are left out.
public final class Chart {
  private Chart() {}

  /// A point in the plane.
  ///
  /// @param x horizontal coordinate
  /// @param y vertical coordinate
  public record Point(double x, double y) {

    boolean drawable() {
      return LinearAxis.drawable(x) && LinearAxis.drawable(y);
    }
  }

  /// One class in a bar chart.
  ///
  /// @param label name of the class
  /// @param due length of the bar: share of the class's due; `NaN` where it is unknown
  /// @param outcome covered, missed or not judged
  record Bar(String label, double due, Outcome outcome) {}

  /// One class in a chart of certified points; both shares are from 0 to 1, together at most 1.
  ///
  /// @param label name of the class
  /// @param certified share that is certified
  /// @param missed share that is proven missed
  public record Stack(String label, double certified, double missed) {}

  /// A labelled point on a line.
  ///
  /// @param name label
  /// @param x horizontal coordinate
  /// @param y vertical coordinate
  /// @param marked whether it is highlighted
  public record Stop(String name, double x, double y, boolean marked) {}

  /// Draws a line through labelled points, such as the values of a parameter.
  ///
  /// @param title title of the chart
  /// @param xLabel label of the horizontal axis
  /// @param yLabel label of the vertical axis
  /// @param stops the points in order; those that are not finite are left out
  /// @return an SVG element
  public static String course(String title, String xLabel, String yLabel, List<Stop> stops) {
    return TradeoffCurve.draw(title, xLabel, yLabel, stops);
  }

  /// Draws one line per series; long series are thinned to means of neighbouring points.
  ///
  /// The vertical axis covers the bulk of the values: rare spikes are cut off.
  ///
  /// @param title title of the chart
  /// @param xLabel label of the horizontal axis
  /// @param series points by name of the series, ordered by `x`
  /// @return an SVG element
  public static String lines(String title, String xLabel, Map<String, List<Point>> series) {
    return LineChart.draw(title, xLabel, series);
  }

  /// Draws one horizontal bar per class, mode or cluster: its share of what is due, and whether it
  /// is covered, missed or not judged. Of more than 40, those are drawn that are not covered.
  ///
  /// @param scores with verdicts
  /// @return an SVG element
  public static String verdicts(Scores scores) {
    return VerdictSection.chart(scores);
  }

  /// Draws one horizontal bar per class: certified from the left, missed from the right, and grey
  /// in between.
  ///
  /// @param title title of the chart
  /// @param stacks the classes from top to bottom
  /// @return an SVG element
  public static String stacks(String title, List<Stack> stacks) {
    return StackedBarChart.draw(title, stacks);
  }

  /// Draws generated points over real ones, with equal units on both axes.
  ///
  /// The window is that of the real points, so that a few outliers among the samples do not shrink
  /// them; the description gives the number of points outside. At most 2,500 points of each set are
  /// drawn, evenly spaced in their order.
  ///
  /// @param title title of the chart
  /// @param real points of the data
  /// @param generated points of the generator
  /// @return an SVG element
  public static String scatter(String title, List<Point> real, List<Point> generated) {
    return Scatter.draw(title, real, generated);
  }

  /// Draws groups of points with equal units on both axes. Up to six groups have a legend, up to 30
  /// have their names at their medians; colours repeat after six. About 4,000 points are drawn at
  /// most.
  ///
  /// @param title title of the chart
  /// @param groups points by name of the group
  /// @return an SVG element
  public static String groups(String title, Map<String, List<Point>> groups) {
    return GroupedScatter.draw(title, groups);
  }

  /// Draws a table of counts as shades of one colour, relative to the largest count of each row.
  ///
  /// @param title title of the chart
  /// @param rows names of the rows, from top to bottom
  /// @param columns names of the columns, from left to right
  /// @param counts `[rows][columns]`, at least 0
  /// @return an SVG element
  public static String table(
      String title, List<String> rows, List<String> columns, long[][] counts) {
    return HeatMap.draw(title, rows, columns, counts);
  }

  /// Draws shares over a square of places as shades of one colour.
  ///
  /// @param title title of the chart
  /// @param xLabel label of the horizontal axis
  /// @param yLabel label of the vertical axis
  /// @param reach both axes go from −reach to reach, above 0
  /// @param shares `[rows from below][columns]`, as many of both, evenly spaced and with both ends;
  ///   in [0, 1], or `NaN` for an empty place
  /// @return an SVG element
  public static String square(
      String title, String xLabel, String yLabel, double reach, double[][] shares) {
    return SquareMap.draw(title, xLabel, yLabel, reach, shares);
  }
}
