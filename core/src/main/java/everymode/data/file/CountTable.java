package everymode.data.file;

import de.siegmar.fastcsv.reader.CsvRecord;
import everymode.error.EverymodeException;
import everymode.error.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a table of counts: a line of names, then a line for each row that begins with its name.
///
/// R writes the line of names with one name less than there are fields; that is read, too.
final class CountTable {

  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              "",
              "ensembl",
              "ensembl_id",
              "feature",
              "gene",
              "gene_id",
              "gene_name",
              "geneid",
              "genes",
              "id",
              "symbol",
              "transcript",
              "transcript_id"));

  private static final int LOOK = 50; // rows by which a table is recognised
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

  private final Path file;
  private final CountOptions options;
  private final CountMatrix.Builder builder = new CountMatrix.Builder();
  private final List<String> labels = new ArrayList<>();
  private List<String> header = List.of();
  private int label = -1; // field of the label

  private CountTable(Path file, CountOptions options) {
    this.file = file;
    this.options = options;
  }

  /// A table.
  ///
  /// @param labels of the rows; empty without a column of them
  record Contents(CountMatrix matrix, List<String> labels) {}

  /// Whether a table looks like counts: its first column has names of genes, or no name and texts,
  /// and all others have whole numbers.
  static boolean is(Path file) {
    if (!CsvTable.is(file)) {
      return false;
    }
    var first =
        new Object() {
          @Nullable List<String> header;
          int rows;
          boolean counts = true;
        };
    try {
      TableText.of(file, null)
          .each((_, record) -> {
            if (first.header == null) {
              first.header = record.getFields().stream().map(String::strip).toList();
              return;
            }
            if (first.rows++ < LOOK) {
              first.counts &= counted(record);
            }
          });
    } catch (EverymodeException _) {
      return false; // the reader of tables says what is wrong
    }
    List<String> header = first.header;
    return header != null
        && first.rows > 0
        && header.size() > 2
        && NAMES.contains(header.getFirst().toLowerCase(Locale.ROOT))
        && first.counts;
  }

  private static boolean counted(CsvRecord record) {
    List<String> fields = record.getFields().stream().map(String::strip).toList();
    return fields.size() > 2
        && !NUMBER.matcher(fields.getFirst()).matches()
        && fields.stream().skip(1).allMatch(field -> WHOLE.matcher(field).matches());
  }

  /// Reads a table.
  ///
  /// @throws EverymodeException with the line when it is invalid
  static Contents read(Path file, CountOptions options) {
    var table = new CountTable(file, options);
    TableText.of(file, options.encoding()).each(table::add);
    if (table.builder.rows() == 0) {
      throw new EverymodeException(file + ": has no rows; a table of counts needs some");
    }
    List<String> columns = new ArrayList<>(table.header);
    columns.removeFirst();
    if (table.label > 0) {
      columns.remove(table.label - 1);
    }
    return new Contents(table.builder.matrix(columns).named(file.toString()), table.labels);
  }

  private void add(long line, CsvRecord record) {
    List<String> fields = record.getFields().stream().map(String::strip).toList();
    if (header.isEmpty()) {
      header = new ArrayList<>(fields);
      return;
    }
    if (builder.rows() == 0) {
      names(fields);
    }
    if (fields.size() != header.size()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: line %d: must have %d fields like the first line, but has %d; correct the line",
              file,
              line,
              header.size(),
              fields.size()));
    }
    if (fields.getFirst().isEmpty()) {
      throw new EverymodeException(
          String.format(Locale.ROOT, "%s: line %d: has no name; begin it with one", file, line));
    }
    float[] values = new float[header.size() - (label > 0 ? 2 : 1)];
    int at = 0;
    for (int k = 1; k < fields.size(); k++) {
      if (k == label) {
        labels.add(fields.get(k));
      } else {
        values[at++] = count(line, k, fields.get(k));
      }
    }
    builder.add(fields.getFirst(), values);
  }

  /// Completes the line of names when the first row is known.
  private void names(List<String> row) {
    if (row.size() == header.size() + 1) {
      header = new ArrayList<>(header);
      header.addFirst("");
    }
    String wanted = options.label();
    if (wanted != null) {
      label = header.indexOf(wanted);
      if (label < 1) {
        throw Names.unknown("column of " + file, wanted, header.subList(1, header.size()));
      }
    }
  }

  private float count(long line, int column, String text) {
    if (NUMBER.matcher(text).matches()) {
      return Float.parseFloat(text);
    }
    boolean negative = text.startsWith("-") && NUMBER.matcher(text.substring(1)).matches();
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d, column '%s': must be a count, but is %s; %s",
            file,
            line,
            ColumnScan.brief(header.get(column)),
            text.isEmpty() ? "empty" : ColumnScan.brief(text),
            negative
                ? "give the counts themselves, before they are scaled or corrected, or say :counts=no"
                : "write 0 where nothing was counted, or say :counts=no"));
  }
}
