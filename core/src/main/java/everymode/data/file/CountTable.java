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
import java.util.stream.Collectors;
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

  /// Names of the first column that may as well be that of a number of the row.
  private static final Set<String> UNCERTAIN = Set.of("", "id");

  /// What `featureCounts` writes before its counts.
  private static final List<String> FEATURE_COUNTS =
      List.of("Geneid", "Chr", "Start", "End", "Strand", "Length");

  /// Begins rows of `htseq-count` that are no genes.
  private static final String NO_GENE = "__";

  private static final int LOOK = 50; // rows by which a table is recognised
  private static final double MOST_WHOLE = 0.9; // of their fields
  private static final float LARGEST = 1e9f;
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]*)?([eE][+-]?[0-9]+)?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

  private final Path file;
  private final CountOptions options;
  private final CountMatrix.Builder builder = new CountMatrix.Builder();
  private final List<String> labels = new ArrayList<>();
  private List<String> header = List.of();
  private int label = -1; // field of the label
  private int first = 1; // field of the first count
  private int decimals; // counts that are no whole numbers
  private final List<String> passed = new ArrayList<>(); // rows that are no genes

  private CountTable(Path file, CountOptions options) {
    this.file = file;
    this.options = options;
  }

  /// A table.
  ///
  /// @param labels of the rows; empty without a column of them
  /// @param notes remarks
  record Contents(CountMatrix matrix, List<String> labels, List<String> notes) {}

  /// Whether a table looks like counts: its first column has names of genes, and nearly all other
  /// fields are whole numbers and none a decimal number, so that a wrong field among counts is
  /// reported as such; or its first column has no name and texts, and all others are whole numbers.
  static boolean is(Path file) {
    if (!CsvTable.is(file)) {
      return false;
    }
    var first =
        new Object() {
          @Nullable List<String> header;
          int rows;
          long fields;
          long whole;
          boolean counts = true;
        };
    try {
      TableText.of(file, null)
          .each((_, record) -> {
            List<String> fields = record.getFields().stream().map(String::strip).toList();
            if (first.header == null) {
              first.header = fields;
              return;
            }
            if (first.rows++ < LOOK) {
              List<String> counts =
                  fields.subList(Math.min(fields.size(), first(first.header)), fields.size());
              first.fields += counts.size();
              first.whole += counts.stream().filter(WHOLE.asMatchPredicate()).count();
              first.counts &= counts.stream().noneMatch(CountTable::decimal);
              first.counts &=
                  !uncertain(first.header) || !NUMBER.matcher(fields.getFirst()).matches();
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
        && first.counts
        && first.whole > 0
        && first.whole >= (uncertain(header) ? 1 : MOST_WHOLE) * first.fields;
  }

  private static boolean uncertain(List<String> header) {
    return UNCERTAIN.contains(header.getFirst().toLowerCase(Locale.ROOT));
  }

  /// The field of the first count.
  private static int first(List<String> header) {
    int known = FEATURE_COUNTS.size();
    return header.size() > known && header.subList(0, known).equals(FEATURE_COUNTS) ? known : 1;
  }

  private static boolean decimal(String field) {
    return NUMBER.matcher(field).matches() && !WHOLE.matcher(field).matches();
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
    List<String> columns = new ArrayList<>(table.header.subList(table.first, table.header.size()));
    if (table.label > 0) {
      columns.remove(table.label - table.first);
    }
    return new Contents(
        table.builder.matrix(columns).named(file.toString()), table.labels, table.notes());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (decimals > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%,d counts are no whole numbers: estimated counts may be so, but FPKM, TPM and logarithms are no counts.",
              decimals));
    }
    if (!passed.isEmpty()) {
      notes.add(
          "Rows that are no genes were passed over: "
              + passed.stream().limit(8).collect(Collectors.joining(", "))
              + ".");
    }
    return notes;
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
    if (fields.getFirst().startsWith(NO_GENE) && options.rows() == CountOptions.Kind.GENES) {
      passed.add(ColumnScan.brief(fields.getFirst()));
      return;
    }
    float[] values = new float[header.size() - first - (label > 0 ? 1 : 0)];
    int at = 0;
    for (int k = first; k < fields.size(); k++) {
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
    first = first(header);
    String wanted = options.label();
    if (wanted != null) {
      label = header.indexOf(wanted);
      if (label < first) {
        throw Names.unknown("column of " + file, wanted, header.subList(first, header.size()));
      }
    }
  }

  private float count(long line, int column, String text) {
    boolean number = NUMBER.matcher(text).matches();
    if (number && Float.parseFloat(text) <= LARGEST) {
      decimals += decimal(text) && Float.parseFloat(text) % 1 != 0 ? 1 : 0;
      return Float.parseFloat(text);
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: line %d, column '%s': must be a count%s, but is %s; %s",
            file,
            line,
            ColumnScan.brief(header.get(column)),
            number ? " of at most 1e9" : "",
            text.isEmpty() ? "empty" : ColumnScan.brief(text),
            remedy(text, number)));
  }

  private String remedy(String text, boolean number) {
    if (number || (text.startsWith("-") && NUMBER.matcher(text.substring(1)).matches())) {
      return "give the counts themselves, before they are scaled or corrected, or say :counts=no";
    }
    return options.rows() == CountOptions.Kind.CELLS && builder.rows() == 0
        ? "if these are classes of cells, say label=COLUMN"
        : "write 0 where nothing was counted, or say :counts=no";
  }
}
