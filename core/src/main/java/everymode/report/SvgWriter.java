package everymode.report;

import java.util.List;
import java.util.Locale;

/// Writes one drawing, from its opening tag to its closing one.
///
/// A drawing carries its style, so it reads well on light and dark pages and as a file of its own.
/// It has no `id`, so that several may stand in one page.
final class SvgWriter {
  static final int WIDTH = 440;

  /// Height of a line of text.
  static final int LINE = 18;

  /// Colours that stay apart for colour-blind readers, in the order in which series take them.
  static final int COLOURS = 6;

  private final StringBuilder body = new StringBuilder();

  /// An entry of a legend: its words and how its mark is drawn around a point on the line of text.
  record LegendEntry(String name, LegendMark mark) {}

  /// Draws a mark at the left end of a legend's entry.
  @FunctionalInterface
  interface LegendMark {
    void draw(SvgWriter svg, double x, double y);
  }

  /// Closes the drawing.
  ///
  /// @param title what it is, for readers who do not see it
  /// @param description what it shows, in words
  /// @param height drawing units down
  /// @return the whole element
  String done(String title, String description, double height) {
    return """
    <svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %s">
    <title>%s</title>
    <desc>%s</desc>
    <style>
    %s</style>
    %s</svg>
    """
        .formatted(
            WIDTH,
            unit(height),
            Format.escape(title),
            Format.escape(description),
            StyleSheets.CHART,
            body);
  }

  SvgWriter line(String look, double x1, double y1, double x2, double y2) {
    return path(look, "M" + unit(x1) + " " + unit(y1) + "L" + unit(x2) + " " + unit(y2));
  }

  SvgWriter path(String look, CharSequence data) {
    body.append("<path class=\"").append(look).append("\" d=\"").append(data).append("\"/>\n");
    return this;
  }

  SvgWriter box(String look, double x, double y, double width, double height) {
    body.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"1.5\"/>\n"
            .formatted(look, unit(x), unit(y), unit(Math.max(0, width)), unit(height)));
    return this;
  }

  SvgWriter text(String look, double x, double y, String text) {
    body.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(look, unit(x), unit(y), Format.escape(text)));
    return this;
  }

  /// Opens a window beyond whose edges nothing shows; inside, coordinates stay as they are.
  SvgWriter window(double x, double y, double width, double height) {
    String place = unit(x) + " " + unit(y) + " " + unit(width) + " " + unit(height);
    body.append(
        "<svg x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" viewBox=\"%s\" overflow=\"hidden\">\n"
            .formatted(unit(x), unit(y), unit(width), unit(height), place));
    return this;
  }

  SvgWriter close() {
    body.append("</svg>\n");
    return this;
  }

  /// Writes a legend from the top left and wraps it.
  ///
  /// @return how much height it took
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

  /// A guess at how wide a text is, on the safe side: there are no fonts to ask.
  static double wide(String text) {
    return 6.9 * text.length();
  }

  /// A coordinate with one decimal, which is finer than a screen shows.
  static String unit(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }
}
