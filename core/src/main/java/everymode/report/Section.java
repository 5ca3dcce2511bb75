package everymode.report;

import java.util.Locale;
import java.util.stream.Stream;

/// A section of a report.
///
/// @param title plain text
/// @param note a sentence or two for readers who see this for the first time, as HTML; may be empty
/// @param html the content
public record Section(String title, String note, String html) {

  /// A section of a report; empty without content.
  static Stream<Section> of(String title, String note, String html) {
    return html.isEmpty() ? Stream.empty() : Stream.of(new Section(title, note, html));
  }

  String page() {
    return String.format(
        Locale.ROOT,
        "<section>\n<h2>%s</h2>\n%s%s</section>\n",
        Format.escape(title),
        note.isEmpty() ? "" : "<p>" + note + "</p>\n",
        html);
  }
}
