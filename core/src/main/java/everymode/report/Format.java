package everymode.report;

import everymode.coverage.ClassTest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Formats numbers and lists for readers, and escapes text for HTML and SVG.
final class Format {
  static final String NONE = "–";

  /// Characters that XML 1.0 does not allow in a document, not even escaped.
  private static final Pattern NOT_XML =
      Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");

  private Format() {}

  static String escape(String text) {
    return NOT_XML
        .matcher(text)
        .replaceAll("\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /// Three significant digits, integers in full, and a dash for values that are not finite.
  static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return NONE;
    }
    if (value == Math.rint(value) && size < 1e9) {
      return minus(count((long) value));
    }
    if (size >= 1e9 || size < 1e-4) {
      return minus(String.format(Locale.ROOT, "%.2e", value));
    }
    if (size >= 1000) {
      return minus(String.format(Locale.ROOT, "%,.0f", value));
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
    return minus(rounded.setScale(rounded.scale() + 3 - rounded.precision()).toPlainString());
  }

  /// A share as a count of 100: `61 of 100`.
  static String ofHundred(double share) {
    return hundredth(share) + " of 100";
  }

  /// The count alone; never rounded up to 100 or down to 0.
  static String hundredth(double share) {
    long count = Math.round(100 * share);
    if (count >= 100 && share < 1) {
      return "more than 99";
    }
    return count <= 0 && share > 0 ? "fewer than 1" : Long.toString(count);
  }

  /// A share with three significant digits: `0.166 %`.
  static String percent(double share) {
    return number(100 * share) + " %";
  }

  /// A share in per cent, or a dash.
  static String share(double share) {
    return Double.isFinite(share) ? percent(share) : NONE;
  }

  /// A share of what is due in whole per cent, at least 0; one below the limit of a verdict does
  /// not read as the limit.
  static String due(double share) {
    if (!Double.isFinite(share)) {
      return NONE;
    }
    long limit = Math.round(100 * ClassTest.RATIO);
    long whole = Math.max(0, Math.round(100 * share));
    return count(share < ClassTest.RATIO && whole >= limit ? limit - 1 : whole) + " %";
  }

  /// An expected count: a whole number from 10 on, else with one decimal.
  static String expected(double count) {
    return Double.isFinite(count)
        ? minus(String.format(Locale.ROOT, count < 9.95 ? "%.1f" : "%,.0f", count))
        : NONE;
  }

  /// `3, 5 and 8`, shortened after five items.
  static String list(List<String> items) {
    return list(items, 5);
  }

  /// `3, 5 and 8`, shortened after a number of items.
  static String list(List<String> items, int max) {
    if (items.size() == 1) {
      return items.getFirst();
    }
    return items.size() > max
        ? String.join(", ", items.subList(0, max)) + " and " + (items.size() - max) + " more"
        : String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
  }

  static String duration(double seconds) {
    long all = Math.round(seconds);
    if (all < 60) {
      return seconds < 9.95 ? String.format(Locale.ROOT, "%.1f s", seconds) : all + " s";
    }
    return all < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", all / 60, all % 60)
        : String.format(Locale.ROOT, "%d h %02d min", all / 3600, all % 3600 / 60);
  }

  static String minus(String number) {
    return number.startsWith("-") ? "−" + number.substring(1) : number;
  }
}
