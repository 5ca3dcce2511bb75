package everymode.io;

import everymode.error.EverymodeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  private static final int MOST_DIGITS = 18;
  private static final int SHOWN = 80;

  /// Reads a header in one pass from left to right.
  ///
  /// @param where name of the array in error messages
  /// @param text the whole header
  /// @throws EverymodeException when it has any other form
  static NpyHeader parse(String where, String text) {
    return new Parser(where, text).header();
  }

  private static final class Parser {
    private final String where;
    private final String text;
    private int at;
    private @Nullable String type;
    private @Nullable Boolean fortran;
    private long @Nullable [] shape;

    Parser(String where, String text) {
      this.where = where;
      this.text = text;
    }

    NpyHeader header() {
      expect('{');
      while (!accept('}')) {
        String key = quoted();
        expect(':');
        boolean again =
            switch (key) {
              case "descr" -> type != null;
              case "fortran_order" -> fortran != null;
              case "shape" -> shape != null;
              default -> throw bad();
            };
        if (again) {
          throw bad();
        }
        switch (key) {
          case "descr" -> type = type();
          case "fortran_order" -> fortran = bool();
          default -> shape = shape();
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      if (skipped() < text.length() || type == null || fortran == null || shape == null) {
        throw bad();
      }
      return new NpyHeader(type, fortran, shape);
    }

    private String type() {
      if (skipped() < text.length() && text.charAt(at) == '[') {
        throw new EverymodeException(
            where
                + ": must contain numbers, but contains records with fields; save each field"
                + " separately");
      }
      return quoted();
    }

    private boolean bool() {
      for (boolean value : new boolean[] {false, true}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, skipped())) {
          at += word.length();
          return value;
        }
      }
      throw bad();
    }

    private long[] shape() {
      long[] axes = new long[MOST_AXES];
      int n = 0;
      expect('(');
      while (!accept(')')) {
        if (n == MOST_AXES) {
          throw new EverymodeException(
              where
                  + ": must have at most "
                  + MOST_AXES
                  + " axes, but has more; use numpy.reshape");
        }
        axes[n++] = integer();
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return Arrays.copyOf(axes, n);
    }

    /// Digits, optionally followed by the suffix of Python 2.
    private long integer() {
      int from = skipped();
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == from || at - from > MOST_DIGITS) {
        throw bad();
      }
      long value = Long.parseLong(text, from, at, 10);
      accept('L');
      return value;
    }

    private String quoted() {
      char quote = accept('"') ? '"' : '\'';
      if (quote == '\'') {
        expect('\'');
      }
      int end = text.indexOf(quote, at);
      if (end < 0) {
        throw bad();
      }
      String inside = text.substring(at, end);
      at = end + 1;
      return inside;
    }

    private void expect(char symbol) {
      if (!accept(symbol)) {
        throw bad();
      }
    }

    private boolean accept(char symbol) {
      boolean there = skipped() < text.length() && text.charAt(at) == symbol;
      at += there ? 1 : 0;
      return there;
    }

    private int skipped() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
      return at;
    }

    private EverymodeException bad() {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      return new EverymodeException(
          where
              + ": has an invalid NumPy header: "
              + shown.strip()
              + "; save it again with numpy.save");
    }
  }
}
