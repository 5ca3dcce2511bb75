package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.data.file.NumberText.Mark;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What all cells of one column of a table have in common, so that they are read in one way.
final class ColumnScan {

  private static final int SHOWN = 40;

  /// Why a column is not read as numbers.
  ///
  /// @param line of the first cell that prevents it
  /// @param reason what it must be, what it is, and the remedy
  record Problem(long line, String reason) {}

  /// One cell.
  private record Cell(long line, String text) {
    private String shown() {
      return "'" + brief(text) + "'";
    }
  }

  private final String name;
  private final int index;
  private final @Nullable Mark asked;
  private int readings;
  private int forced;
  private long cells;
  private long empty;
  private long truths;
  private boolean counts0 = true;
  private boolean counts1 = true;
  private @Nullable Cell word;
  private @Nullable Cell missing;
  private @Nullable Cell conflict;
  private @Nullable Cell comma;
  private @Nullable Cell point;
  private Mark mark = Mark.POINT;

  /// @param index from 0
  /// @param asked the decimal mark that all numbers must have, or null for any
  ColumnScan(String name, int index, @Nullable Mark asked) {
    this.name = name;
    this.index = index;
    this.asked = asked;
    readings = asked == null ? NumberText.EITHER : asked.bit();
  }

  String name() {
    return name;
  }

  int index() {
    return index;
  }

  /// The start of a text, for messages.
  static String brief(String text) {
    String one = text.replaceAll("[\\r\\n]+", " ");
    return one.length() > SHOWN ? one.substring(0, SHOWN) + "…" : one;
  }

  void add(long line, String text) {
    counts0 = counts0 && text.equals(Long.toString(cells));
    counts1 = counts1 && text.equals(Long.toString(cells + 1));
    cells++;
    int number = NumberText.readings(text);
    if (number != NumberText.NEITHER) {
      number(line, text, number);
    } else if (NumberText.missing(text)) {
      empty += text.isEmpty() ? 1 : 0;
      missing = missing == null ? new Cell(line, text) : missing;
    } else {
      truths += NumberText.truth(text) ? 1 : 0;
      word = word == null ? new Cell(line, text) : word;
    }
  }

  private void number(long line, String text, int number) {
    forced |= number == NumberText.EITHER ? 0 : number;
    if (conflict == null && (readings & number) == 0) {
      conflict = new Cell(line, text);
    }
    readings &= number;
    if (comma == null && text.indexOf(',') >= 0) {
      comma = new Cell(line, text);
    }
    if (point == null && text.indexOf('.') >= 0) {
      point = new Cell(line, text);
    }
  }

  /// Whether no cell has a value.
  boolean blank() {
    return empty == cells;
  }

  /// Whether the cells are 0, 1, 2, … or 1, 2, 3, …
  boolean counting() {
    return cells > 0 && (counts0 || counts1);
  }

  /// Whether all cells are truth values.
  boolean truth() {
    return cells > 0 && truths == cells;
  }

  /// Whether all cells that have a value are numbers, or all are truth values.
  boolean numeric() {
    return !blank() && (word == null || truth());
  }

  /// The decimal marks that some cells force, as bits.
  int forced() {
    return forced;
  }

  /// Whether some numbers contain commas.
  boolean commas() {
    return comma != null;
  }

  Mark mark() {
    return mark;
  }

  /// Decides how the numbers are read.
  ///
  /// @param others the decimal marks that cells of the whole table force, as bits
  /// @param semicolons whether fields are separated by semicolons, which suggests decimal commas
  /// @return why they cannot be read, or null when they can
  @Nullable Problem decide(int others, boolean semicolons) {
    Cell unknown = missing;
    if (unknown != null && (word == null || unknown.line <= word.line || truths > 0)) {
      return new Problem(
          unknown.line,
          unknown.text.isEmpty()
              ? "must be a finite number, but is empty; fill or drop it"
              : String.format(
                  Locale.ROOT,
                  "must be a finite number, but is %s, a missing value; fill or drop it",
                  unknown.shown()));
    }
    if (word != null && !truth()) {
      return new Problem(
          word.line,
          String.format(
              Locale.ROOT,
              "must be a finite number, but is %s; write numbers or drop the column, or select it as the classes with :label=%s",
              word.shown(),
              DatasetSpec.quoted(name.isEmpty() ? "COLUMN" : name)));
    }
    if (conflict != null) {
      return new Problem(
          conflict.line,
          asked == null
              ? String.format(
                  Locale.ROOT,
                  "must have the same decimal mark as the numbers above, but is %s; write all with a point",
                  conflict.shown())
              : String.format(
                  Locale.ROOT,
                  "must be a number with a decimal %s, but is %s; correct it or change :decimal",
                  asked == Mark.POINT ? "point" : "comma",
                  conflict.shown()));
    }
    return asked == null ? detected(others, semicolons) : chosen(asked);
  }

  private @Nullable Problem detected(int others, boolean semicolons) {
    if (readings != NumberText.EITHER) {
      return chosen(readings == Mark.POINT.bit() ? Mark.POINT : Mark.COMMA);
    }
    if (comma != null) {
      if (others == Mark.POINT.bit() || others == Mark.COMMA.bit()) {
        return chosen(others == Mark.POINT.bit() ? Mark.POINT : Mark.COMMA);
      }
      return new Problem(
          comma.line,
          String.format(
              Locale.ROOT,
              "can be read in two ways, %s with a decimal comma or with thousands separated; add :decimal=comma or :decimal=point to the path",
              comma.shown()));
    }
    boolean foreign = (others & Mark.COMMA.bit()) != 0 || (semicolons && others == 0);
    if (point != null && foreign) {
      return new Problem(
          point.line,
          String.format(
              Locale.ROOT,
              "can be read in two ways, %s with a decimal point or with thousands separated; add %s",
              point.shown(),
              others == 0
                  ? ":decimal=point or :decimal=comma to the path"
                  : ":decimal=comma to the path if they are thousands, or write all decimals with a point"));
    }
    return chosen(Mark.POINT);
  }

  private @Nullable Problem chosen(Mark by) {
    mark = by;
    return null;
  }
}
