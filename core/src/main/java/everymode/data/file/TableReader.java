package everymode.data.file;

import de.siegmar.fastcsv.reader.CsvRecord;
import everymode.error.EverymodeException;
import everymode.error.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads a table in two passes: the first finds how each column is written, the second converts.
final class TableReader {

  /// Largest value up to which every integer is a float.
  private static final double WHOLE = 1 << 24;

  /// The name that pandas gives to a column without one.
  private static final Pattern UNNAMED = Pattern.compile("Unnamed: [0-9]+(\\.[0-9]+)?");

  private final Path file;
  private final TableText text;
  private final TableOptions options;
  private final CsvTable.Choice choice;
  private final List<String> notes;
  private final List<ColumnScan> columns = new ArrayList<>();
  private List<String> header = List.of();
  private long headerLine;
  private long second; // the line of the first row
  private int rows;
  private int blank;

  TableReader(TableText text, TableOptions options, CsvTable.Choice choice) {
    this.file = text.file();
    this.text = text;
    this.options = options;
    this.choice = choice;
    notes = new ArrayList<>(text.encoding().notes());
  }

  CsvTable read() {
    text.each(this::scan);
    if (header.isEmpty()) {
      throw new EverymodeException(file + ": is empty; a table needs a header and rows");
    }
    names();
    List<ColumnScan> data = data();
    ColumnScan label = label();
    data.remove(label);
    List<ColumnScan> chosen = choice.of(List.copyOf(data));
    if (chosen.isEmpty() || rows == 0) {
      throw new EverymodeException(
          file + ": must contain at least one numeric column and one row, but does not");
    }
    if ((long) rows * chosen.size() > Integer.MAX_VALUE - 8) {
      throw new EverymodeException(
          file + ": must contain at most 2³¹ numbers, but contains more; save it as .npy");
    }
    decide(chosen);
    var values = new Values(chosen, label);
    text.each(values::add);
    return values.done();
  }

  /// The first pass.
  private void scan(long line, CsvRecord row) {
    if (empty(row)) {
      blank += row.getFieldCount() > 1 ? 1 : 0;
      return;
    }
    if (header.isEmpty()) {
      header = header(row);
      headerLine = line;
      for (int c = 0; c < header.size(); c++) {
        columns.add(new ColumnScan(header.get(c), c, options.decimal()));
      }
      if (!options.headerless()) {
        return;
      }
    }
    second = second == 0 ? line : second;
    fits(line, row);
    rows++;
    for (int c = 0; c < header.size(); c++) {
      columns.get(c).add(line, row.getField(c).strip());
    }
  }

  /// Whether a line has no values; the byte 26 ends texts of DOS.
  private static boolean empty(CsvRecord row) {
    boolean empty = true;
    for (int c = 0; empty && c < row.getFieldCount(); c++) {
      String field = row.getField(c);
      empty = field.isBlank() || field.equals("\u001A");
    }
    return empty;
  }

  private List<String> header(CsvRecord row) {
    return options.headerless()
        ? IntStream.rangeClosed(1, row.getFieldCount()).mapToObj(c -> "x" + c).toList()
        : row.getFields().stream().map(String::strip).toList();
  }

  private void fits(long line, CsvRecord row) {
    int count = row.getFieldCount();
    boolean trailing = count == header.size() + 1 && row.getField(count - 1).isBlank();
    if (count == header.size() || trailing) {
      return;
    }
    boolean comment = header.getFirst().startsWith("#") || row.getField(0).startsWith("#");
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d: must have %d fields like the %s, but has %d; %s",
            file,
            line,
            header.size(),
            options.headerless() ? "first line" : "header",
            count,
            comment
                ? "delete comments, the lines that begin with #"
                : line == second && count == header.size() + 1
                    ? "if the first value of each line is its name or number, add a name for it at the start of the header"
                    : "correct the line"));
  }

  /// Checks that the first line contains names, each once.
  private void names() {
    if (options.headerless()) {
      return;
    }
    if (options.header() == null && !choice.names(header)) {
      columns.stream().filter(this::value).findFirst().ifPresent(this::refuseValue);
    }
    Set<String> seen = new HashSet<>();
    for (ColumnScan column : columns) {
      if (unnamed(column) ? column.index() > 0 && !column.blank() : !seen.add(column.name())) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: line %d: %s",
                file,
                headerLine,
                unnamed(column)
                    ? String.format(
                        Locale.ROOT, "column %d has no name; give it one", column.index() + 1)
                    : String.format(
                        Locale.ROOT,
                        "the column '%s' occurs twice; rename one",
                        ColumnScan.brief(column.name()))));
      }
    }
  }

  /// Whether the name of a column is a value like those below it.
  private boolean value(ColumnScan column) {
    String name = column.name();
    boolean number = NumberText.readings(name) != NumberText.NEITHER;
    boolean numbers = rows == 0 || (column.numeric() && !column.truth());
    return !name.equals(options.label())
        && ((number && numbers && !counted()) || (NumberText.truth(name) && column.truth()));
  }

  /// Whether names count columns from 0 behind a column without a name, as pandas writes columns
  /// that nobody named.
  private boolean counted() {
    List<String> numbers =
        header.stream().filter(name -> NumberText.readings(name) != NumberText.NEITHER).toList();
    return header.getFirst().isEmpty()
        && IntStream.range(0, numbers.size())
            .allMatch(i -> numbers.get(i).equals(Integer.toString(i)));
  }

  private void refuseValue(ColumnScan column) {
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d: must begin with a line of column names, but column %d begins with %s; add a header, or say :header=no if this line is a row, or :header=yes if these are names",
            file,
            headerLine,
            column.index() + 1,
            ColumnScan.brief(column.name())));
  }

  private static boolean unnamed(ColumnScan column) {
    return column.name().isEmpty();
  }

  /// The columns that contain data.
  private List<ColumnScan> data() {
    List<ColumnScan> data = new ArrayList<>(columns);
    if (!options.headerless() && unnamed(columns.getFirst())) {
      data.removeFirst();
      notes.add("The first column has no name; it is treated as row names and ignored.");
    }
    drop(
        data,
        column -> UNNAMED.matcher(column.name()).matches() && column.counting(),
        "counts the rows");
    drop(
        data,
        column ->
            column.blank()
                && rows > 0
                && (unnamed(column)
                    || UNNAMED.matcher(column.name()).matches()
                    || (options.headerless() && column == columns.getLast())),
        "has no values");
    for (ColumnScan column : data) {
      if (UNNAMED.matcher(column.name()).matches()) {
        notes.add(
            String.format(
                Locale.ROOT,
                "The column '%s' does not count the rows and is read as data; delete it if it contains row numbers.",
                column.name()));
      }
    }
    if (blank > 0) {
      notes.add(String.format(Locale.ROOT, "Lines without any value are ignored: %d.", blank));
    }
    return data;
  }

  private void drop(List<ColumnScan> data, Predicate<ColumnScan> which, String why) {
    for (ColumnScan column : List.copyOf(data)) {
      if (which.test(column) && !column.name().equals(options.label())) {
        data.remove(column);
        String named =
            unnamed(column)
                ? "Column " + (column.index() + 1)
                : "The column '" + column.name() + "'";
        notes.add(named + " " + why + "; it is ignored.");
      }
    }
  }

  private @Nullable ColumnScan label() {
    String label = options.label();
    if (label == null) {
      return null;
    }
    return columns.stream()
        .filter(column -> column.name().equals(label))
        .findFirst()
        .orElseThrow(() -> Names.unknown("column of " + file, label, header));
  }

  /// Decides how the numbers of each column are read; the first problem in the file is reported.
  private void decide(List<ColumnScan> chosen) {
    int forced = chosen.stream().mapToInt(ColumnScan::forced).reduce(0, (a, b) -> a | b);
    record Found(ColumnScan column, ColumnScan.Problem problem) {}
    chosen.stream()
        .map(column -> {
          ColumnScan.Problem problem = column.decide(forced, text.separator() == ';');
          return problem == null ? null : new Found(column, problem);
        })
        .filter(Objects::nonNull)
        .min(Comparator.comparingLong(found -> found.problem.line()))
        .ifPresent(found -> {
          throw wrong(found.problem.line(), found.column, found.problem.reason());
        });
    note("True and False are read as 1 and 0 in %s.", chosen, ColumnScan::truth);
    note(
        "Decimal commas are read in %s.",
        chosen, column -> column.commas() && column.mark() == NumberText.Mark.COMMA);
    note(
        "Commas are read as separators of thousands in %s.",
        chosen, column -> column.commas() && column.mark() == NumberText.Mark.POINT);
  }

  private void note(String what, List<ColumnScan> chosen, Predicate<ColumnScan> which) {
    note(what, chosen.stream().filter(which).map(ColumnScan::name).toList());
  }

  private void note(String what, Collection<String> names) {
    if (!names.isEmpty()) {
      notes.add(String.format(Locale.ROOT, what, String.join(", ", names)));
    }
  }

  private EverymodeException wrong(long line, ColumnScan column, String what) {
    return new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d, column '%s': %s",
            file,
            line,
            ColumnScan.brief(column.name()),
            what));
  }

  /// The second pass.
  private final class Values {
    private final List<ColumnScan> chosen;
    private final @Nullable ColumnScan label;
    private final float[] values;
    private final List<String> labels = new ArrayList<>();
    private final Map<String, String> words = new HashMap<>();
    private final Set<String> rounded = new LinkedHashSet<>();
    private boolean begun;
    private int at;

    Values(List<ColumnScan> chosen, @Nullable ColumnScan label) {
      this.chosen = chosen;
      this.label = label;
      values = new float[rows * chosen.size()];
    }

    void add(long line, CsvRecord row) {
      if (empty(row)) {
        return;
      }
      if (!begun && !options.headerless()) {
        begun = true;
        return;
      }
      if (at + chosen.size() > values.length || row.getFieldCount() < header.size()) {
        throw new EverymodeException(file + ": has changed while it was read; read it again");
      }
      for (ColumnScan column : chosen) {
        values[at++] = number(line, column, row.getField(column.index()).strip());
      }
      if (label != null) {
        String word = row.getField(label.index()).strip();
        if (word.isEmpty()) {
          throw wrong(line, label, "must be a class, but is empty; fill or drop it");
        }
        labels.add(words.computeIfAbsent(word, same -> same));
      }
    }

    private float number(long line, ColumnScan column, String cell) {
      if (column.truth()) {
        return cell.equalsIgnoreCase("true") ? 1 : 0;
      }
      double exact = NumberText.value(cell, column.mark());
      float number = (float) exact;
      if (!Float.isFinite(number)) {
        throw wrong(
            line,
            column,
            String.format(
                Locale.ROOT,
                "must be a finite number, but is '%s', too large for float32; scale or drop it",
                ColumnScan.brief(cell)));
      }
      if (number != exact && Math.abs(exact) > WHOLE && exact == Math.rint(exact)) {
        rounded.add(column.name());
      }
      return number;
    }

    CsvTable done() {
      note("Integers above 16,777,216 lose digits as float32; such numbers occur in %s.", rounded);
      ColumnScan of = label;
      int before =
          of == null ? 0 : (int) chosen.stream().filter(c -> c.index() < of.index()).count();
      return new CsvTable(
          chosen.stream().map(ColumnScan::name).toList(),
          values,
          of == null ? null : labels,
          before,
          notes);
    }
  }
}
