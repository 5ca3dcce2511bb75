package everymode.data.catalog;

import everymode.data.DatasetSpec;
import everymode.data.file.PathSpec;
import everymode.error.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A parsed data set expression: `[COUNT*]SET[FILTER]`, joined by ` + `.
///
/// The path of an existing file or folder is never parsed further, nor is the value of an option in
/// double quotes.
///
/// @param text the whole expression
/// @param parts one for each data set, at least one
record Expression(String text, List<Part> parts) {

  private static final Pattern PLUS = Pattern.compile("(?<=^|\\s)\\+(?=\\s|$)");
  private static final Pattern COUNT = Pattern.compile("([-+0-9.,_]+)\\s*\\*");
  private static final int WHOLE = -1;

  /// One data set of the expression.
  ///
  /// @param text including count and filter
  /// @param at its offset in the expression
  /// @param count training rows to draw, or −1 for all
  /// @param set the data set with its options, without count and filter
  /// @param filter the text between the brackets; null without brackets
  /// @param filterAt offset of the filter in the expression
  record Part(String text, int at, int count, String set, @Nullable String filter, int filterAt) {

    boolean plain() {
      return count == WHOLE && filter == null;
    }

    boolean counted() {
      return count != WHOLE;
    }

    /// The same selection from another set.
    private String of(String other) {
      return (counted() ? count + "*" : "") + other + (filter == null ? "" : "[" + filter + "]");
    }
  }

  Expression {
    parts = List.copyOf(parts);
  }

  static Expression parse(String text) {
    if (PathSpec.exists(text)) {
      return new Expression(text, List.of(new Part(text, 0, WHOLE, text, null, 0)));
    }
    List<Part> parts = new ArrayList<>();
    Matcher plus = PLUS.matcher(DatasetSpec.masked(text));
    int from = 0;
    while (plus.find()) {
      parts.add(part(text, from, plus.start()));
      from = plus.end();
    }
    parts.add(part(text, from, text.length()));
    return new Expression(text, parts);
  }

  private static Part part(String text, int start, int stop) {
    String own = text.substring(start, stop).strip();
    int from = text.indexOf(own, start);
    if (own.isEmpty() && stop - start < text.length()) {
      throw wrong(
          text, start, "a data set is expected here, but there is none; add one or remove '+'");
    }
    Matcher number = COUNT.matcher(own);
    if (PathSpec.exists(own) || !number.lookingAt()) {
      return filtered(text, from, own, WHOLE, 0);
    }
    return filtered(text, from, own, count(text, from, number.group(1)), number.end());
  }

  private static int count(String text, int at, String number) {
    if (!number.matches("0*[1-9][0-9]{0,8}")) {
      throw wrong(
          text,
          at,
          "the number of rows before * must be a whole number from 1 to 999999999, but is "
              + number);
    }
    return Integer.parseInt(number);
  }

  private static Part filtered(String text, int at, String own, int count, int from) {
    String set = own.substring(from).strip();
    int skipped = own.length() - set.length();
    String masked = DatasetSpec.masked(set);
    int open = masked.lastIndexOf('[');
    if (PathSpec.exists(set) || (open < 0 && !masked.endsWith("]"))) {
      return new Part(own, at, count, set, null, 0);
    }
    int position = at + skipped + Math.max(open, 0);
    if (open < 0 || !masked.endsWith("]")) {
      throw wrong(text, position, "brackets must be at the end of a data set, such as digits[0-4]");
    }
    if (set.substring(0, open).isBlank()) {
      throw wrong(text, position, "a data set must precede the brackets, such as digits[0-4]");
    }
    String filter = set.substring(open + 1, set.length() - 1);
    return new Part(own, at, count, set.substring(0, open).strip(), filter, position + 1);
  }

  /// Whether this is a single set without count and filter.
  boolean single() {
    return parts.size() == 1 && parts.getFirst().plain();
  }

  /// The same expression with renamed sets.
  String with(UnaryOperator<String> names) {
    return parts.stream()
        .map(part -> part.of(names.apply(part.set)))
        .collect(Collectors.joining(" + "));
  }

  /// An error with its position.
  UsageException wrong(int at, String rule) {
    return wrong(text, at, rule);
  }

  private static UsageException wrong(String text, int at, String rule) {
    return new UsageException(
        String.format(Locale.ROOT, "data set '%s', character %d: %s", text, at + 1, rule));
  }
}
