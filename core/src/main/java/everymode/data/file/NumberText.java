package everymode.data.file;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// How the text of a number can be read: with a decimal point, a decimal comma, or either way.
final class NumberText {

  /// The decimal mark of a number.
  enum Mark {
    POINT(1),
    COMMA(2);

    private final int bit;

    Mark(int bit) {
      this.bit = bit;
    }

    /// As one bit of a set of marks.
    int bit() {
      return bit;
    }
  }

  static final int NEITHER = 0;
  static final int EITHER = Mark.POINT.bit() | Mark.COMMA.bit();

  private static final Set<String> MISSING =
      Set.of(
          "", "na", "n/a", "#n/a", "<na>", "nan", "nat", "null", "none", "nil", "?", "-", "--", ".",
          "missing", "#null!", "#div/0!", "#value!", "#ref!", "#num!", "#name?");

  /// Blanks and apostrophes that separate thousands in some countries.
  private static final String BLANKS = " \u00A0\u202F\u2009'\u2019";

  private static final Pattern GROUPED_BY_POINTS =
      Pattern.compile("[-+]?[1-9][0-9]{0,2}(\\.[0-9]{3})+");
  private static final Pattern POINT = pattern(",", "\\.");
  private static final Pattern COMMA = pattern(".", ",");

  private NumberText() {}

  private static Pattern pattern(String group, String mark) {
    String digits =
        String.format(
            Locale.ROOT, "([0-9]*|[1-9][0-9]{0,2}([%s%s])[0-9]{3}(\\2[0-9]{3})*)", group, BLANKS);
    String begin = "[-+]?(?=" + mark + "?[0-9])"; // a digit before any exponent
    return Pattern.compile(begin + digits + "(" + mark + "[0-9]+)?([eE][-+]?[0-9]+)?");
  }

  /// The decimal marks by which a text can be read as a number, as bits; thousands may be separated
  /// by the other mark.
  static int readings(String text) {
    if (plain(text)) {
      boolean point = text.indexOf('.') >= 0;
      return point && !GROUPED_BY_POINTS.matcher(text).matches() ? Mark.POINT.bit() : EITHER;
    }
    if (text.isEmpty() || text.length() > 64 || !begins(text.charAt(0))) {
      return NEITHER;
    }
    return (POINT.matcher(text).matches() ? Mark.POINT.bit() : 0)
        | (COMMA.matcher(text).matches() ? Mark.COMMA.bit() : 0);
  }

  private static boolean begins(char c) {
    return (c >= '0' && c <= '9') || "+-.,".indexOf(c) >= 0;
  }

  /// Whether a text is a number in the notation of programming languages, without suffixes,
  /// hexadecimal digits and names.
  private static boolean plain(String text) {
    int i = sign(text, 0);
    int whole = digits(text, i);
    int at = whole;
    boolean any = whole > i;
    if (at < text.length() && text.charAt(at) == '.') {
      at = digits(text, at + 1);
      any |= at > whole + 1;
    }
    if (any && at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int exponent = sign(text, at + 1);
      at = digits(text, exponent);
      any = at > exponent;
    }
    return any && at == text.length();
  }

  private static int sign(String text, int at) {
    return at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /// The number that a text means by a decimal mark by which it can be read.
  static double value(String text, Mark mark) {
    if (mark == Mark.POINT && plain(text)) {
      return Double.parseDouble(text);
    }
    StringBuilder number = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == (mark == Mark.POINT ? '.' : ',')) {
        number.append('.');
      } else if (c != ',' && c != '.' && BLANKS.indexOf(c) < 0) {
        number.append(c);
      }
    }
    return Double.parseDouble(number.toString());
  }

  /// Whether a text stands for a value that is not known.
  static boolean missing(String text) {
    return text.length() <= 8 && MISSING.contains(text.toLowerCase(Locale.ROOT));
  }

  /// Whether a text is a truth value.
  static boolean truth(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }
}
