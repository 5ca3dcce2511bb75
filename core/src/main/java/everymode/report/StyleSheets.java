package everymode.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Style sheets, read from resources of this package.
final class StyleSheets {
  static final String CHART = read("chart.css");
  static final String REPORT = read("report.css");

  private StyleSheets() {}

  private static String read(String name) {
    try (InputStream in = StyleSheets.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
