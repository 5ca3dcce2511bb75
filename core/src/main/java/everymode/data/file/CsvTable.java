package everymode.data.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.io.Gzip;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A table of numbers with a header, separated by commas, semicolons or tabs, gzipped or not.
///
/// A first column without a name contains row names, as written by R and pandas, and is ignored.
///
/// @param columns names of the numeric columns
/// @param values row by row
/// @param labels the text in the label column, one per row; null without such a column
/// @param notes remarks about the conversion
@SuppressWarnings("ArrayRecordComponent") // intermediate values, converted to a tensor
public record CsvTable(
    List<String> columns, float[] values, @Nullable List<String> labels, List<String> notes) {

  private static final int SNIFF = 1 << 16;
  private static final String SEPARATORS = ",;\t";
  private static final int SHOWN = 40;

  /// Largest value up to which every integer is a float.
  private static final double WHOLE = 1 << 24;

  public int rows() {
    return columns.isEmpty() ? 0 : values.length / columns.size();
  }

  /// Reads a file.
  ///
  /// @param label the label column, or null for none
  /// @throws EverymodeException with the line and the column when it is invalid
  public static CsvTable read(Path file, @Nullable String label) {
    try (Reader in = new InputStreamReader(Gzip.open(file), StandardCharsets.UTF_8)) {
      return read(file.toString(), in, label);
    } catch (NoSuchFileException _) {
      throw new EverymodeException(file + ": does not exist; check the path");
    } catch (ZipException e) {
      throw new EverymodeException(
          file + ": is not valid gzip (" + e.getMessage() + "); download it again", e);
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static CsvTable read(String where, Reader raw, @Nullable String label) throws IOException {
    var quotes = new QuoteCheck(raw);
    var in = new BufferedReader(quotes, SNIFF);
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator(in))
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // reported with its line below
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .detectBomHeader(false)
            .ofCsvRecord(in)) {
      CsvTable csv = table(where, reader.iterator(), label);
      if (quotes.open) {
        throw new EverymodeException(
            where + ": must close every quotation mark, but one is open; correct the line");
      }
      return csv;
    } catch (CsvParseException e) {
      throw new EverymodeException(
          "%s: is not a valid table (%s); check its quotes".formatted(where, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Detects an unclosed quotation mark, which would turn the rest of the file into one field.
  private static final class QuoteCheck extends FilterReader {
    private boolean open;

    QuoteCheck(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] buffer, int from, int most) throws IOException {
      int n = in.read(buffer, from, most);
      for (int i = from; i < from + n; i++) {
        open ^= buffer[i] == '"';
      }
      return n;
    }
  }

  /// Whether a file is a table: by its name, or because it is text whose first line contains
  /// separators.
  public static boolean is(Path file) {
    return List.of(".csv", ".tsv").contains(PathSpec.ending(file)) || looks(file);
  }

  private static boolean looks(Path file) {
    char[] start = new char[1 << 12];
    try (var in = new InputStreamReader(Gzip.open(file), StandardCharsets.UTF_8)) {
      String text = new String(start, 0, filled(in, start));
      String first = text.split("\n", 2)[0];
      return first.chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0)
          && text.chars().allMatch(c -> (c >= ' ' && c != '\uFFFD') || "\t\r\n".indexOf(c) >= 0);
    } catch (IOException _) {
      return false; // the reader that is tried next reports the error
    }
  }

  private static int filled(Reader in, char[] start) throws IOException {
    int n = 0;
    for (int more = 0; more >= 0 && n < start.length; ) {
      more = in.read(start, n, start.length - n);
      n += Math.max(0, more);
    }
    return n;
  }

  /// The most frequent separator in the first line, outside quotes.
  private static char separator(BufferedReader in) throws IOException {
    in.mark(SNIFF);
    char[] start = new char[SNIFF - 1];
    int n = filled(in, start);
    in.reset();
    if (n > 0 && start[0] == '\uFEFF') {
      in.skip(1);
    }
    int[] count = new int[SEPARATORS.length()];
    boolean quoted = false;
    for (int i = 0; i < n && (quoted || start[i] != '\n'); i++) {
      quoted ^= start[i] == '"';
      int at = SEPARATORS.indexOf(start[i]);
      if (at >= 0 && !quoted) {
        count[at]++;
      }
    }
    int best = 0;
    for (int i = 1; i < count.length; i++) {
      best = count[i] > count[best] ? i : best;
    }
    return SEPARATORS.charAt(best);
  }

  private static CsvTable table(String where, Iterator<CsvRecord> records, @Nullable String label) {
    if (!records.hasNext()) {
      throw new EverymodeException(where + ": is empty; a table needs a header and rows");
    }
    List<String> header = header(where, records.next());
    int labelled = label == null ? -1 : header.indexOf(label);
    if (label != null && labelled < 0) {
      throw Names.unknown("column of " + where, label, header);
    }
    var table = new RowCollector(where, header, labelled, header.getFirst().isEmpty());
    records.forEachRemaining(table::add);
    return table.done();
  }

  private static List<String> header(String where, CsvRecord record) {
    List<String> header = record.getFields().stream().map(String::strip).toList();
    if (header.stream().allMatch(name -> Double.isFinite(number(name)))) {
      throw new EverymodeException(
          where
              + ": must begin with a line of column names, but begins with numbers; add a header");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      if (!seen.add(header.get(i))) {
        throw new EverymodeException(
            "%s: line 1: the column '%s' occurs twice; rename one"
                .formatted(where, brief(header.get(i))));
      }
      if (i > 0 && header.get(i).isEmpty()) {
        throw new EverymodeException(
            "%s: line 1: column %d has no name; give it one".formatted(where, i + 1));
      }
    }
    return header;
  }

  /// Parses a decimal number, without Java's suffixes, hexadecimal digits and names; else NaN.
  private static double number(String text) {
    try {
      boolean decimal = text.chars().allMatch(c -> "0123456789.+-eE".indexOf(c) >= 0);
      return decimal ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static String brief(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }

  /// Collects rows.
  private static final class RowCollector {
    private final String where;
    private final List<String> header;
    private final int labelled;
    private final boolean named;
    private final List<String> columns;
    private final List<float[]> rows = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final Set<String> rounded = new LinkedHashSet<>();

    /// @param labelled index of the label column, or −1
    /// @param named whether the first column contains row names
    RowCollector(String where, List<String> header, int labelled, boolean named) {
      this.where = where;
      this.header = header;
      this.labelled = labelled;
      this.named = named;
      columns =
          IntStream.range(0, header.size()).filter(c -> !skipped(c)).mapToObj(header::get).toList();
    }

    private boolean skipped(int column) {
      return column == labelled || (named && column == 0);
    }

    void add(CsvRecord row) {
      if (row.getFieldCount() == 1 && header.size() > 1 && row.getField(0).isBlank()) {
        return; // a line of blanks counts as empty
      }
      if (row.getFieldCount() != header.size()) {
        throw new EverymodeException(
            "%s: line %d: must have %d fields like the header, but has %d; correct the line"
                .formatted(where, row.getStartingLineNumber(), header.size(), row.getFieldCount()));
      }
      float[] numbers = new float[columns.size()];
      for (int c = 0, to = 0; c < header.size(); c++) {
        String text = row.getField(c).strip();
        if (c == labelled) {
          if (text.isEmpty()) {
            throw wrong(row, c, "must be a class, but is empty; fill or drop it");
          }
          labels.add(text);
        } else if (!skipped(c)) {
          numbers[to++] = number(row, c, text);
        }
      }
      rows.add(numbers);
    }

    private float number(CsvRecord row, int column, String text) {
      double exact = CsvTable.number(text);
      float number = (float) exact;
      if (!Float.isFinite(number)) {
        String remedy =
            text.matches("[-+]?[0-9]+,[0-9]+")
                ? "write decimals with a point"
                : "fill or drop it, or select the label column with :label=COLUMN";
        String found = text.isEmpty() ? "is empty" : "is '" + brief(text) + "'";
        throw wrong(row, column, "must be a finite number, but " + found + "; " + remedy);
      }
      if (number != exact && Math.abs(exact) > WHOLE && exact == Math.rint(exact)) {
        rounded.add(header.get(column));
      }
      return number;
    }

    private EverymodeException wrong(CsvRecord row, int column, String what) {
      return new EverymodeException(
          "%s: line %d, column '%s': %s"
              .formatted(where, row.getStartingLineNumber(), brief(header.get(column)), what));
    }

    CsvTable done() {
      if (columns.isEmpty() || rows.isEmpty()) {
        throw new EverymodeException(
            where + ": must contain at least one numeric column and one row, but does not");
      }
      if ((long) rows.size() * columns.size() > Integer.MAX_VALUE - 8) {
        throw new EverymodeException(
            where + ": must contain at most 2³¹ numbers, but contains more; save it as .npy");
      }
      float[] values = new float[rows.size() * columns.size()];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, values, i * columns.size(), columns.size());
      }
      List<String> notes = new ArrayList<>();
      if (named) {
        notes.add("The first column has no name; it is treated as row names and ignored.");
      }
      if (!rounded.isEmpty()) {
        notes.add(
            "Integers above 16,777,216 lose digits as float32; such numbers occur in %s."
                .formatted(String.join(", ", rounded)));
      }
      return new CsvTable(columns, values, labelled < 0 ? null : labels, notes);
    }
  }
}
