package everymode.report;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// HTML elements of a report. They escape text; only [#tableOfHtml] takes HTML unescaped.
final class Html {
  private Html() {}

  /// A complete page that loads nothing.
  ///
  /// @param script JavaScript that runs when the page is there; empty for none
  /// @param body HTML
  static String page(String title, String script, String body) {
    return String.format(
        Locale.ROOT,
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; img-src data:; style-src 'unsafe-inline'%s">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        %s</main>
        %s</body>
        </html>
        """,
        script.isEmpty() ? "" : "; script-src 'unsafe-inline'",
        Format.escape(title),
        StyleSheets.REPORT,
        body,
        script.isEmpty() ? "" : "<script>\n" + script + "</script>\n");
  }

  /// A picture with a caption below it.
  static String figure(String caption, String alternative, byte[] png) {
    return String.format(
        Locale.ROOT,
        "<figure>%s<figcaption>%s</figcaption></figure>\n",
        image("png", alternative, png),
        Format.escape(caption));
  }

  /// An embedded image file; as an `img`, its content cannot access the page.
  ///
  /// @param type such as `svg+xml`
  static String image(String type, String alternative, byte[] file) {
    return String.format(
        Locale.ROOT,
        "<img alt=\"%s\" src=\"data:image/%s;base64,%s\">",
        Format.escape(alternative),
        type,
        Base64.getEncoder().encodeToString(file));
  }

  /// A paragraph.
  static String paragraph(String text) {
    return "<p>" + Format.escape(text) + "</p>\n";
  }

  /// Preformatted text; nothing for a blank one.
  static String pre(String text) {
    return text.isBlank() ? "" : "<pre>" + Format.escape(text) + "</pre>\n";
  }

  /// A table. The first cell of a row is its heading; the others also carry their columns' names,
  /// for screens too narrow to show columns.
  ///
  /// @param cssClass classes of the style sheet
  static String table(String cssClass, List<String> columns, List<List<String>> rows) {
    List<List<String>> escaped =
        rows.stream().map(row -> row.stream().map(Format::escape).toList()).toList();
    return tableOfHtml(" class=\"" + cssClass + "\"", columns, escaped);
  }

  /// A table like [#table], whose cells are HTML.
  static String tableOfHtml(String attributes, List<String> columns, List<List<String>> rows) {
    String head =
        columns.stream()
            .map(column -> "<th scope=\"col\">" + Format.escape(column) + "</th>")
            .collect(Collectors.joining());
    String body = rows.stream().map(row -> row(columns, row)).collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "<table%s>\n<thead><tr>%s</tr></thead>\n<tbody>\n%s</tbody>\n</table>\n",
        attributes,
        head,
        body);
  }

  private static String row(List<String> columns, List<String> cells) {
    StringBuilder row = new StringBuilder("<tr><th scope=\"row\">");
    row.append(cells.getFirst()).append("</th>");
    for (int i = 1; i < cells.size(); i++) {
      row.append("<td data-name=\"").append(Format.escape(columns.get(i))).append("\">");
      row.append(cells.get(i)).append("</td>");
    }
    return row.append("</tr>\n").toString();
  }
}
