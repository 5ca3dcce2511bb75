package everymode.report;

import everymode.level.Level;
import everymode.level.PlayabilityRule.Violation;
import everymode.level.TileSet;
import everymode.report.Chart.Point;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The report's section about levels: those that can be played, those that cannot, and why.
public final class LevelSection {

  private static final int CELL = 14;
  private static final int BRIGHT = 140; // luminance above which letters are black

  private LevelSection() {}

  /// What is shown of generated levels.
  ///
  /// @param tiles of the game
  /// @param known whether there is a rule
  /// @param best levels that keep the rule, different and unlike training levels first
  /// @param broken levels that do not, with what is wrong
  /// @param shares share of generated levels that break a rule, by its name
  /// @param training the same of training levels
  /// @param growth number of training levels by step; empty where they do not grow
  public record LevelSummary(
      TileSet tiles,
      boolean known,
      List<Level> best,
      Map<Level, List<Violation>> broken,
      Map<String, Double> shares,
      Map<String, Double> training,
      List<Point> growth) {}

  /// The section.
  public static Stream<Section> of(LevelSummary summary) {
    TileColours colours = new TileColours(summary.tiles);
    StringBuilder html = new StringBuilder(legend(summary.tiles, colours));
    if (summary.known) {
      html.append(heading(summary.best.isEmpty() ? "No level keeps the rule." : "Playable"));
    }
    html.append(
        figures(
            summary.best.stream().map(level -> figure(level, List.of(), colours, "")).toList()));
    if (!summary.broken.isEmpty()) {
      html.append(heading("Not playable"));
      html.append(
          figures(
              summary.broken.entrySet().stream()
                  .map(each ->
                      figure(each.getKey(), each.getValue(), colours, reasons(each.getValue())))
                  .toList()));
    }
    if (!summary.shares.isEmpty()) {
      html.append(heading("Broken rules"));
      html.append(
          Html.table(
              "compact",
              List.of("Rule", "Generated levels that break it", "Training levels"),
              summary.shares.entrySet().stream()
                  .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                  .map(each ->
                      List.of(
                          each.getKey(),
                          percent(each.getValue()),
                          percent(summary.training.getOrDefault(each.getKey(), 0.0))))
                  .toList()));
    }
    if (!summary.growth.isEmpty()) {
      html.append(
          Chart.lines(
              "Training levels, with those that were added",
              "step",
              Map.of("training levels", summary.growth)));
    }
    return Section.of("Levels", note(summary), html.toString());
  }

  private static String note(LevelSummary summary) {
    return summary.known
        ? "Playable levels that are least like training levels come first. In levels that are not"
            + " playable, the tiles that break a rule are framed."
        : "There is no rule that says which levels are playable; name one by <code>--rule</code>.";
  }

  private static String heading(String text) {
    return "<h3>" + Format.escape(text) + "</h3>\n";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String reasons(List<Violation> violations) {
    Set<String> names =
        violations.stream()
            .map(Violation::rule)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return "breaks: " + String.join("; ", names);
  }

  private static String figures(List<String> figures) {
    return figures.isEmpty()
        ? ""
        : "<div class=\"strip\">\n" + String.join("", figures) + "</div>\n";
  }

  private static String figure(
      Level level, List<Violation> violations, TileColours colours, String caption) {
    return "<figure>"
        + drawing(level, violations, colours)
        + (caption.isEmpty() ? "" : "<figcaption>" + Format.escape(caption) + "</figcaption>")
        + "</figure>\n";
  }

  /// The tiles with their letters and names.
  private static String legend(TileSet tiles, TileColours colours) {
    return tiles
        .letters()
        .chars()
        .mapToObj(c -> {
          char letter = (char) c;
          String names = String.join(", ", tiles.names().getOrDefault(letter, List.of()));
          return "<span class=\"tile\">"
              + drawing(new Level(String.valueOf(letter), 1, 1), List.of(), colours)
              + " "
              + Format.escape(names.isEmpty() ? "'" + letter + "'" : names)
              + "</span>\n";
        })
        .collect(Collectors.joining("", "<p class=\"tiles\">\n", "</p>\n"));
  }

  /// A level as a drawing of squares with letters; those that break a rule have a frame.
  static String drawing(Level level, List<Violation> violations, TileColours colours) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg class="level" xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %d" \
            font-family="ui-monospace, Menlo, Consolas, monospace" font-size="%d" text-anchor="middle">
            <title>%s</title>
            """,
            CELL * level.width(),
            CELL * level.height(),
            CELL - 3,
            Format.escape(level.text())));
    for (int row = 0; row < level.height(); row++) {
      for (int column = 0; column < level.width(); column++) {
        tile(svg, level.at(row, column), row, column, colours);
      }
    }
    violations.stream()
        .mapToInt(Violation::cell)
        .filter(cell -> cell >= 0)
        .distinct()
        .forEach(cell ->
            svg.append(
                String.format(
                    Locale.ROOT,
                    "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"none\" stroke=\"#e4002b\""
                        + " stroke-width=\"2.4\"/>\n",
                    CELL * (cell % level.width()) + 1.2,
                    CELL * (cell / level.width()) + 1.2,
                    CELL - 2.4,
                    CELL - 2.4)));
    return svg.append("</svg>").toString();
  }

  private static void tile(
      StringBuilder svg, char letter, int row, int column, TileColours colours) {
    int rgb = colours.of(letter);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>",
            CELL * column,
            CELL * row,
            CELL,
            CELL,
            rgb));
    if (colours.bright(letter)) {
      int light = (299 * (rgb >> 16) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff)) / 1000;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%s\" y=\"%s\" fill=\"%s\">%s</text>",
              CELL * (column + 0.5),
              CELL * (row + 0.78),
              light > BRIGHT ? "#000" : "#fff",
              Format.escape(String.valueOf(letter))));
    }
    svg.append('\n');
  }
}
