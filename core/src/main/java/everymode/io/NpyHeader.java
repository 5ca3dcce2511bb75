package everymode.io;

import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header of an array in NumPy's format: a Python dictionary. Only this form is parsed, and
/// nothing is evaluated.
///
/// ```
/// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }
/// ```
///
/// @param type such as `<f4`
/// @param fortran whether the order is column-major
/// @param shape length of each axis
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record NpyHeader(String type, boolean fortran, long[] shape) {

  private static final int MOST_AXES = 32;
  private static final int SHOWN = 80;
  private static final String BLANKS = "[ \n]*";
  private static final String QUOTED = "('[^']*'|\"[^\"]*\")";
  private static final Pattern BEGIN = Pattern.compile(BLANKS + "\\{");
  private static final Pattern END = Pattern.compile(BLANKS + "}" + BLANKS);

  /// A key and its value, which is a text, a boolean or a tuple, or the beginning of a list.
  private static final Pattern ENTRY =
      Pattern.compile(
          String.format(
                  Locale.ROOT,
                  "_%s_:_(?:(%s|True|False|\\([^)]*\\))_(?:,|(?=}))|\\[)",
                  QUOTED,
                  QUOTED)
              .replace("_", BLANKS));

  /// A length, optionally with the suffix of Python 2.
  private static final Pattern AXIS = Pattern.compile("_(\\d{1,18})_L?_".replace("_", BLANKS));

  /// Reads a header in one pass from left to right.
  ///
  /// @param where name of the array in error messages
  /// @param text the whole header
  /// @throws EverymodeException when it has any other form
  static NpyHeader parse(String where, String text) {
    Matcher begin = BEGIN.matcher(text);
    if (!begin.lookingAt()) {
      throw invalid(where, text);
    }
    int at = begin.end();
    Map<String, String> values = new HashMap<>();
    Matcher entry = ENTRY.matcher(text);
    while (entry.region(at, text.length()).lookingAt()) {
      String key = inside(entry.group(1));
      String value = entry.group(2);
      if (value == null && key.equals("descr")) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: must contain numbers, but contains records with fields; save each field separately",
                where));
      }
      if (value == null || values.put(key, value) != null) {
        throw invalid(where, text);
      }
      at = entry.end();
    }
    String type = values.getOrDefault("descr", "");
    String fortran = values.getOrDefault("fortran_order", "");
    String shape = values.getOrDefault("shape", "");
    if (values.size() != 3
        || !END.matcher(text).region(at, text.length()).matches()
        || !type.matches("(?s)['\"].*")
        || !fortran.matches("True|False")
        || !shape.startsWith("(")) {
      throw invalid(where, text);
    }
    return new NpyHeader(inside(type), fortran.equals("True"), axes(where, text, inside(shape)));
  }

  private static long[] axes(String where, String text, String shape) {
    List<String> lengths = new ArrayList<>(List.of(shape.split(",", -1)));
    if (lengths.getLast().matches(BLANKS)) {
      lengths.removeLast(); // after the last comma, or in an empty tuple
    }
    if (lengths.size() > MOST_AXES) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have at most %d axes, but has more; use numpy.reshape",
              where,
              MOST_AXES));
    }
    List<Matcher> axes = lengths.stream().map(AXIS::matcher).toList();
    if (!axes.stream().allMatch(Matcher::matches)) {
      throw invalid(where, text);
    }
    return axes.stream().mapToLong(axis -> Long.parseLong(axis.group(1))).toArray();
  }

  /// A text without its quotation marks or brackets.
  private static String inside(String text) {
    return text.substring(1, text.length() - 1);
  }

  private static EverymodeException invalid(String where, String text) {
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: has an invalid NumPy header: %s; save it again with numpy.save",
            where,
            shown.strip()));
  }
}
