package everymode.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A table of counts as shades of one colour.
final class HeatMap {
  private static final int ROW = 22;
  private static final int MAX_LENGTH = 14;
  private static final int STEPS = 8;

  private HeatMap() {}

  static String draw(String title, List<String> rows, List<String> columns, long[][] counts) {
    SvgWriter svg = new SvgWriter();
    double left = 12 + SvgWriter.widest(rows.stream().map(HeatMap::brief));
    double wide = Math.min(44, (SvgWriter.WIDTH - left) / Math.max(1, columns.size()));
    for (int j = 0; j < columns.size(); j++) {
      svg.text("soft mid", left + (j + 0.5) * wide, 14, brief(columns.get(j)));
    }
    double top = 22;
    for (int i = 0; i < rows.size(); i++) {
      svg.text("end", left - 7, top + i * ROW + 15, brief(rows.get(i)));
      long most = Math.max(1, Arrays.stream(counts[i]).max().orElse(1));
      for (int j = 0; j < columns.size(); j++) {
        double share = (double) counts[i][j] / most;
        long shade = Math.round(share * STEPS);
        double x = left + j * wide;
        double y = top + i * ROW;
        svg.box("shade" + shade, x + 1, y + 1, wide - 2, ROW - 2);
        String count = Format.count(counts[i][j]);
        if (SvgWriter.wide(count) < wide && counts[i][j] > 0) {
          svg.text(shade > STEPS / 2 ? "mid light" : "mid", x + wide / 2, y + 15, count);
        }
      }
    }
    Stream<String> description =
        IntStream.range(0, rows.size()).mapToObj(i -> describe(rows.get(i), columns, counts[i]));
    return svg.done(title, description, top + ROW * rows.size() + 6);
  }

  private static String describe(String row, List<String> columns, long[] counts) {
    int best = 0;
    for (int j = 1; j < counts.length; j++) {
      best = counts[j] > counts[best] ? j : best;
    }
    return String.format(
        Locale.ROOT,
        "%s: mostly %s, %s of %s.",
        row,
        columns.get(best),
        Format.count(counts[best]),
        Format.count(Arrays.stream(counts).sum()));
  }

  private static String brief(String name) {
    return SvgWriter.brief(name, MAX_LENGTH);
  }
}
