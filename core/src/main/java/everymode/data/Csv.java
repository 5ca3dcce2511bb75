package everymode.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import everymode.error.EverymodeException;
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
import java.util.List;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// A table of numbers with a header, with commas, semicolons or tabs between, gzipped or not.
///
/// @param columns names of the columns of numbers
/// @param values row by row
/// @param labels the text in the column of labels, a row each; null without such a column
@SuppressWarnings("ArrayRecordComponent") // a parcel of numbers on its way into a tensor
record Csv(List<String> columns, float[] values, @Nullable List<String> labels) {

  private static final int SNIFF = 1 << 16;

  int rows() {
    return columns.isEmpty() ? 0 : values.length / columns.size();
  }

  /// Reads a file.
  ///
  /// @param label the column of labels, or null for none
  /// @throws EverymodeException with the line and the column when it is not sound
  static Csv read(Path file, @Nullable String label) {
    try (Reader in = new InputStreamReader(Gzip.open(file), StandardCharsets.UTF_8)) {
      return read(file.toString(), in, label);
    } catch (NoSuchFileException _) {
      throw new EverymodeException(file + ": does not exist; check the path");
    } catch (ZipException e) {
      throw new EverymodeException(
          file + ": is not sound gzip (" + e.getMessage() + "); fetch it again", e);
    } catch (IOException | UncheckedIOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static Csv read(String where, Reader raw, @Nullable String label) throws IOException {
    var in = new java.io.BufferedReader(raw, SNIFF);
    char separator = separator(in);
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // told with their line below
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .detectBomHeader(false)
            .ofCsvRecord(in)) {
      return table(where, reader.iterator(), label);
    } catch (CsvParseException e) {
      throw new EverymodeException(
          "%s: is no sound table (%s); check its quotes".formatted(where, e.getMessage()), e);
    }
  }

  /// The separator that the first line has most of.
  private static char separator(java.io.BufferedReader in) throws IOException {
    in.mark(SNIFF);
    char[] start = new char[SNIFF - 1];
    int n = Math.max(0, in.read(start));
    in.reset();
    if (n > 0 && start[0] == '\uFEFF') {
      in.skip(1);
    }
    int[] count = new int[3];
    for (int i = 0; i < n && start[i] != '\n'; i++) {
      int at = ",;\t".indexOf(start[i]);
      if (at >= 0) {
        count[at]++;
      }
    }
    int best = 0;
    for (int i = 1; i < count.length; i++) {
      best = count[i] > count[best] ? i : best;
    }
    return ",;\t".charAt(best);
  }

  private static Csv table(String where, Iterator<CsvRecord> records, @Nullable String label) {
    if (!records.hasNext()) {
      throw new EverymodeException(where + ": is empty; a table needs a header and rows");
    }
    List<String> header = header(where, records.next());
    int labelled = label == null ? -1 : header.indexOf(label);
    if (label != null && labelled < 0) {
      throw everymode.error.Names.unknown("column of " + where, label, header);
    }
    List<float[]> rows = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    while (records.hasNext()) {
      CsvRecord row = records.next();
      rows.add(numbers(where, row, header, labelled));
      if (labelled >= 0) {
        labels.add(row.getField(labelled).strip());
      }
    }
    List<String> columns = new ArrayList<>(header);
    if (labelled >= 0) {
      columns.remove(labelled);
    }
    if (columns.isEmpty() || rows.isEmpty()) {
      throw new EverymodeException(
          where + ": must hold at least one column of numbers and one row, but does not");
    }
    float[] values = new float[Math.multiplyExact(rows.size(), columns.size())];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * columns.size(), columns.size());
    }
    return new Csv(columns, values, labelled < 0 ? null : labels);
  }

  private static List<String> header(String where, CsvRecord record) {
    List<String> header = new ArrayList<>();
    for (String field : record.getFields()) {
      header.add(field.strip());
    }
    if (header.stream().allMatch(Csv::number)) {
      throw new EverymodeException(
          where
              + ": must begin with a line of column names, but begins with numbers; add a header");
    }
    var seen = new HashSet<String>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw new EverymodeException(
            "%s: line 1: the column '%s' is there twice; rename one".formatted(where, name));
      }
    }
    return header;
  }

  private static boolean number(String text) {
    try {
      Double.parseDouble(text);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static float[] numbers(String where, CsvRecord row, List<String> header, int labelled) {
    if (row.getFieldCount() != header.size()) {
      throw new EverymodeException(
          "%s: line %d: must have %d fields like the header, but has %d; mend the line"
              .formatted(where, row.getStartingLineNumber(), header.size(), row.getFieldCount()));
    }
    float[] numbers = new float[header.size() - (labelled < 0 ? 0 : 1)];
    for (int c = 0, to = 0; c < header.size(); c++) {
      if (c != labelled) {
        numbers[to++] = number(where, row, header.get(c), row.getField(c).strip());
      }
    }
    return numbers;
  }

  private static float number(String where, CsvRecord row, String column, String text) {
    float number;
    try {
      number = (float) Double.parseDouble(text);
    } catch (NumberFormatException _) {
      number = Float.NaN;
    }
    if (!Float.isFinite(number)) {
      throw new EverymodeException(
          ("%s: line %d, column '%s': must be a finite number, but is '%s'; fill or drop it, or name"
                  + " the column of labels with :label=COLUMN")
              .formatted(
                  where,
                  row.getStartingLineNumber(),
                  column,
                  text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
    return number;
  }
}
