package everymode.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Shares over a square of places, as shades of one colour.
final class SquareMap {
  private static final int SHADES = 8;
  private static final int TOP = 26;

  private SquareMap() {}

  static String draw(String title, String xLabel, String yLabel, double reach, double[][] shares) {
    SvgWriter svg = new SvgWriter();
    svg.legend(
        List.of(
            SvgWriter.LegendEntry.box("none", "shade0"),
            SvgWriter.LegendEntry.box("half", "shade" + SHADES / 2),
            SvgWriter.LegendEntry.box("all", "shade" + SHADES)));
    int n = shares.length;
    double half = reach * n / Math.max(1, n - 1); // places are in the middle of their cells
    double left = 12 + new LinearAxis(-half, half, 0, 1).labelWidth();
    double side = Math.min(SvgWriter.WIDTH - left - 12, 380);
    double top = TOP + SvgWriter.LINE;
    LinearAxis x = new LinearAxis(-half, half, left, left + side);
    LinearAxis y = new LinearAxis(-half, half, top + side, top);
    svg.text("soft", 0, TOP + 8, yLabel);
    for (double tick : x.ticks()) {
      svg.line("rule", x.at(tick), top + side, x.at(tick), top + side + 4);
      svg.text("soft mid", x.at(tick), top + side + 16, x.label(tick));
      svg.text("soft end", left - 7, y.at(tick) + 4, y.label(tick));
    }
    svg.text("soft mid", left + side / 2, top + side + 32, xLabel);
    double cell = side / Math.max(1, n);
    for (int row = 0; row < n; row++) {
      for (int column = 0; column < n; column++) {
        if (Double.isFinite(shares[row][column])) {
          svg.box(
              "shade" + Math.round(shares[row][column] * SHADES),
              left + column * cell,
              top + side - (row + 1) * cell,
              cell - Math.min(1, cell / 4),
              cell - Math.min(1, cell / 4));
        }
      }
    }
    return svg.done(
        title,
        IntStream.range(0, n).mapToObj(row -> describe(row, yLabel, shares[row])),
        top + side + 38);
  }

  private static String describe(int row, String yLabel, double[] shares) {
    double mean = Arrays.stream(shares).filter(Double::isFinite).average().orElse(0);
    return String.format(
        Locale.ROOT, "%s, row %d from below: %s.", yLabel, row + 1, Format.percent(mean));
  }
}
