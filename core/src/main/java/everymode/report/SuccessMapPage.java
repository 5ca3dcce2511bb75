package everymode.report;

import everymode.dynamics.SuccessMap;
import everymode.dynamics.SuccessMap.Counts;
import everymode.dynamics.SuccessMap.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A page with the shares of games that succeed, by where the means begin.
public final class SuccessMapPage {

  private static final String NOTE =
      """
      Each cell is a start of the two means; its shade is the share of its games that end with both means within 0.1 \
      of the target. Games of one cell differ in the discriminator at their start. Equal means stay equal, so the \
      diagonal is left out.\
      """;

  private SuccessMapPage() {}

  /// Writes the page.
  ///
  /// @param cells the counts of each place
  /// @param result what came out, one sentence
  /// @param rows how the games ended: what, and how many
  /// @param settings as YAML
  /// @return a complete HTML page
  public static String html(
      SuccessMap map,
      Map<Place, Counts> cells,
      String result,
      List<List<String>> rows,
      String settings) {
    String title = "Success of games";
    String body =
        String.format(
            Locale.ROOT,
            "<header>\n<h1>%s</h1>\n<p class=\"verdict\">%s</p>\n</header>\n",
            title,
            Format.escape(result));
    return Html.page(
        title,
        "",
        body
            + Html.paragraph(NOTE)
            + Chart.square(
                title,
                "start of the first mean",
                "start of the second mean",
                map.reach(),
                shares(map, cells))
            + Html.table("compact", List.of("Games that end", "Share"), rows)
            + Html.pre(settings.strip()));
  }

  private static double[][] shares(SuccessMap map, Map<Place, Counts> cells) {
    double[][] shares = new double[map.cells()][map.cells()];
    for (double[] row : shares) {
      Arrays.fill(row, Double.NaN);
    }
    cells.forEach((place, counts) ->
        shares[place.second()][place.first()] = (double) counts.succeeded() / counts.games());
    return shares;
  }
}
