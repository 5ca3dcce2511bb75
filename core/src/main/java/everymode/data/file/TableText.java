package everymode.data.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import everymode.error.EverymodeException;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The text of a table, gzipped or not: its characters, its separator and its records.
///
/// The separator is named by a first line `sep=;`, which Excel reads and which is no part of the
/// table; else it is a tab, semicolon, bar or comma.
///
/// @param file where the text is
/// @param encoding how its bytes are read
/// @param separator between fields
/// @param preamble lines before the first record: 1 where it names the separator or a program, else
///   0
public record TableText(Path file, TextEncoding encoding, char separator, int preamble) {

  /// Those that hardly occur in other places first: commas may be decimal marks.
  private static final String SEPARATORS = "\t;|,";

  /// Begins a first line that `featureCounts` writes above its table.
  private static final String PROGRAM = "# Program:featureCounts";

  private static final int SNIFF = 1 << 16;
  private static final int LOOK = 1 << 12;
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
  private static final Pattern NAMED =
      Pattern.compile("\"?sep=(\\\\t|.)?\"?[\\s;,]*", Pattern.CASE_INSENSITIVE);

  /// Reads one record.
  @FunctionalInterface
  public interface RecordReader {

    /// Reads it.
    ///
    /// @param line where it begins, from 1
    /// @param record its fields
    void read(long line, CsvRecord record);
  }

  /// Opens a table.
  ///
  /// @param encoding name of its encoding, or null to detect it
  /// @throws EverymodeException when the file cannot be read or is not text
  public static TableText of(Path file, @Nullable String encoding) {
    try {
      TextEncoding found = TextEncoding.of(file, encoding);
      String start = start(file, found, SNIFF);
      String first = LINE_END.split(start, 2)[0];
      Matcher named = NAMED.matcher(first);
      if (named.matches()) {
        return new TableText(file, found, named(file, named.group(1)), 1);
      }
      boolean program = first.startsWith(PROGRAM);
      String table = program ? start.substring(first.length()).stripLeading() : start;
      return new TableText(file, found, sniffed(table, start.length() < SNIFF), program ? 1 : 0);
    } catch (IOException e) {
      throw wrong(file, e);
    }
  }

  /// Whether a file is text whose first lines contain separators.
  static boolean is(Path file) {
    try {
      TextEncoding likely = TextEncoding.likely(file, LOOK);
      String text = start(file, likely, LOOK / 4);
      return LINE_END.splitAsStream(text).limit(2).anyMatch(TableText::separated)
          && text.chars().allMatch(c -> (c >= ' ' && !control(c)) || "\t\r\n".indexOf(c) >= 0);
    } catch (IOException _) {
      return false; // the reader that is tried next reports the error
    }
  }

  private static boolean control(int c) {
    return (c >= 0x7f && c < 0xa0) || c == '\uFFFD';
  }

  private static boolean separated(String line) {
    return line.chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0);
  }

  private static char named(Path file, @Nullable String text) {
    char separator = text == null ? '"' : text.equals("\\t") ? '\t' : text.charAt(0);
    if (separator == '"'
        || separator == '\uFEFF'
        || Character.isLetterOrDigit(separator)
        || "+-.".indexOf(separator) >= 0) {
      throw new EverymodeException(
          file
              + ": line 1: sep= must name the separator of the table, such as sep=; but does not; correct or delete the line");
    }
    return separator;
  }

  /// The first characters, without a byte-order mark.
  private static String start(Path file, TextEncoding encoding, int most) throws IOException {
    char[] start = new char[most];
    int n = 0;
    try (Reader in = encoding.reader(file)) {
      for (int more = 0; more >= 0 && n < start.length; n += Math.max(0, more)) {
        more = in.read(start, n, start.length - n);
      }
    }
    return new String(start, 0, n);
  }

  /// The first separator that occurs equally often in all records, else the most frequent one in
  /// the first record; quoted text does not count.
  ///
  /// @param whole whether the text is all there is, so that its last line is complete
  private static char sniffed(String text, boolean whole) {
    int[] first = new int[SEPARATORS.length()];
    int[] count = new int[SEPARATORS.length()];
    boolean[] same = new boolean[SEPARATORS.length()];
    int records = 0;
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      quoted ^= c == '"';
      int at = SEPARATORS.indexOf(c);
      if (!quoted && at >= 0) {
        count[at]++;
      }
      blank &= Character.isWhitespace(c);
      boolean end = !quoted && (c == '\n' || c == '\r') && (whole || i < text.length());
      if (end && !blank) {
        for (int s = 0; s < count.length; s++) {
          first[s] = records == 0 ? count[s] : first[s];
          same[s] = count[s] > 0 && count[s] == first[s] && (records == 0 || same[s]);
        }
        records++;
      }
      if (end) {
        blank = true;
        count = new int[SEPARATORS.length()];
      }
    }
    int best = SEPARATORS.length() - 1;
    for (int s = 0; s < same.length; s++) {
      if (same[s]) {
        return SEPARATORS.charAt(s);
      }
      best = first[s] > first[best] ? s : best;
    }
    return SEPARATORS.charAt(best);
  }

  /// Reads all records in order; empty lines are none.
  ///
  /// @throws EverymodeException when the text is no table
  public void each(RecordReader reading) {
    try (Reader in = body();
        var quotes = new OpenQuotes(in, separator);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // reported with its line
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .trimWhitespacesAroundQuotes(true)
                .detectBomHeader(false)
                .ofCsvRecord(quotes)) {
      reader.forEach(record -> reading.read(record.getStartingLineNumber() + preamble, record));
      if (quotes.opened() > 0) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: must close every quotation mark, but that of line %d is open; correct the line",
                file,
                quotes.opened() + preamble));
      }
    } catch (CsvParseException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT, "%s: is not a valid table (%s); check its quotes", file, e.getMessage()),
          e);
    } catch (UncheckedIOException e) {
      throw wrong(file, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw wrong(file, e);
    }
  }

  /// The characters from the first record on.
  private Reader body() throws IOException {
    var in = new BufferedReader(encoding.reader(file), SNIFF);
    if (preamble > 0) {
      in.readLine();
    }
    return in;
  }

  private static EverymodeException wrong(Path file, IOException e) {
    return new EverymodeException(
        file
            + switch (e) {
              case NoSuchFileException _ -> ": does not exist; check the path";
              case EOFException _ -> ": is cut off; download it again";
              case ZipException _ ->
                  ": is not valid gzip (" + e.getMessage() + "); download it again";
              default -> ": cannot be read: " + e.getMessage();
            },
        e);
  }
}
