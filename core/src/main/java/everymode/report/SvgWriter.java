package everymode.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes one SVG drawing.
///
/// A drawing contains its style sheet, so it works on light and dark pages and as a separate file.
/// It has no `id`, so that several can be in one page.
final class SvgWriter {
  static final int WIDTH = 440;

  /// Height of a line of text.
  static final int LINE = 18;

  /// Number of series colours, which colour-blind readers can distinguish.
  static final int COLOURS = 6;

  private final StringBuilder body = new StringBuilder();

  /// An entry of a legend: its label and a function that draws its mark.
  record LegendEntry(String name, LegendMark mark) {

    /// An entry with a coloured box.
    static LegendEntry box(String name, String cssClass) {
      return new LegendEntry(name, (svg, x, y) -> svg.box(cssClass, x, y - 5, 16, 10));
    }

    /// An entry with a dot.
    static LegendEntry dot(String name, String cssClass) {
      return new LegendEntry(name, (svg, x, y) -> svg.path(cssClass, "M" + at(x + 8, y) + "h0"));
    }
  }

  /// Draws a mark at the left end of a legend's entry.
  @FunctionalInterface
  interface LegendMark {
    void draw(SvgWriter svg, double x, double y);
  }

  /// Completes the drawing.
  ///
  /// @param title title for screen readers
  /// @param description what it shows, as sentences for screen readers
  /// @param height in drawing units
  /// @return the complete SVG element
  String done(String title, Stream<String> description, double height) {
    return String.format(
        Locale.ROOT,
        """
        <svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %s">
        <title>%s</title>
        <desc>%s</desc>
        <style>
        %s</style>
        %s</svg>
        """,
        WIDTH,
        unit(height),
        Format.escape(title),
        Format.escape(description.collect(Collectors.joining(" "))),
        StyleSheets.CHART,
        body);
  }

  void line(String cssClass, double x1, double y1, double x2, double y2) {
    path(cssClass, "M" + at(x1, y1) + "L" + at(x2, y2));
  }

  void path(String cssClass, CharSequence data) {
    body.append("<path class=\"").append(cssClass).append("\" d=\"").append(data).append("\"/>\n");
  }

  void box(String cssClass, double x, double y, double width, double height) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"1.5\"/>\n",
            cssClass,
            unit(x),
            unit(y),
            unit(Math.max(0, width)),
            unit(height)));
  }

  void text(String cssClass, double x, double y, String text) {
    body.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n",
            cssClass,
            unit(x),
            unit(y),
            Format.escape(text)));
  }

  /// Opens a clipping window; coordinates inside are unchanged.
  void window(double x, double y, double width, double height) {
    String viewBox = at(x, y) + " " + at(width, height);
    body.append(
        String.format(
            Locale.ROOT,
            "<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" viewBox=\"%s\" overflow=\"hidden\">\n",
            unit(x),
            unit(y),
            unit(width),
            unit(height),
            viewBox));
  }

  void close() {
    body.append("</svg>\n");
  }

  /// Writes a legend from the top left, wrapped to the width.
  ///
  /// @return height in pixels
  double legend(List<LegendEntry> keys) {
    double x = 0;
    double y = LINE / 2.0;
    for (LegendEntry key : keys) {
      double width = 22 + wide(key.name()) + 16;
      if (x > 0 && x + width - 16 > WIDTH) {
        x = 0;
        y += LINE;
      }
      key.mark().draw(this, x, y);
      text("", x + 22, y + 4, key.name());
      x += width;
    }
    return keys.isEmpty() ? 0 : y + LINE / 2.0;
  }

  /// An upper estimate of the width of a text, because no fonts are available.
  static double wide(String text) {
    return 6.9 * text.length();
  }

  /// The width of the widest of some texts; 0 without any.
  static double widest(Stream<String> texts) {
    return texts.mapToDouble(SvgWriter::wide).max().orElse(0);
  }

  /// A text that is shortened to a number of characters.
  static String brief(String text, int max) {
    return text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
  }

  /// A place in the data of a path.
  static String at(double x, double y) {
    return unit(x) + " " + unit(y);
  }

  /// A coordinate with one decimal, which is finer than screen resolution.
  static String unit(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }
}
