package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.JoinedRows;
import everymode.data.PickedRows;
import everymode.data.Rows;
import everymode.data.file.TableText;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A label for each row of a data set, read from a table.
///
/// @param train one for each training row
/// @param heldOut one for each held-out row
public record RowLabels(List<String> train, List<String> heldOut) {

  /// Copies the lists.
  public RowLabels {
    train = List.copyOf(train);
    heldOut = List.copyOf(heldOut);
  }

  /// Reads the column `cluster` of a `.csv` file: one line for each row of the data, either in the
  /// order of the data file (training rows before those of a test part), or with the columns `part`
  /// (`train` or `held-out`) and `row` (from 0).
  ///
  /// @throws EverymodeException when the file is invalid or does not fit the data
  public static RowLabels read(Path file, Dataset data) {
    if (!Files.isRegularFile(file)) {
      throw new EverymodeException(file + ": is not a file; check the path");
    }
    List<List<String>> records = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    TableText.of(file, null)
        .each((line, record) -> {
          List<String> fields = record.getFields().stream().map(String::strip).toList();
          if (records.isEmpty()) {
            records.add(fields);
          } else if (fields.stream().anyMatch(field -> !field.isEmpty())) {
            lines.add(new Line(line, records.getFirst(), fields));
          }
        });
    if (lines.isEmpty() || !lines.getFirst().has("cluster")) {
      throw new EverymodeException(
          file + ": must have a column 'cluster' and a line for each row; add its header");
    }
    int rows = data.train().size() + data.heldOut().size();
    if (lines.size() != rows) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have one line for each of the %,d rows of '%s', but has %,d; add or remove lines",
              file,
              rows,
              data.name(),
              lines.size()));
    }
    return lines.getFirst().has("part") && lines.getFirst().has("row")
        ? named(file, lines, data)
        : inOrder(file, lines, data);
  }

  /// One line of the table.
  ///
  /// @param number from 1
  private record Line(long number, List<String> header, List<String> fields) {

    boolean has(String column) {
      return header.contains(column);
    }

    /// A field, or the empty string when the line is too short.
    String field(String column) {
      int at = header.indexOf(column);
      return at >= 0 && at < fields.size() ? fields.get(at) : "";
    }
  }

  private static RowLabels named(Path file, List<Line> lines, Dataset data) {
    @Nullable String[] train = new String[data.train().size()];
    @Nullable String[] held = new String[data.heldOut().size()];
    for (Line line : lines) {
      String part = line.field("part");
      @Nullable String[] of =
          part.equals("train") ? train : part.equals("held-out") ? held : new String[0];
      int row = number(line.field("row"));
      if (row < 0 || row >= of.length || of[row] != null) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: line %d: must name another row of the training or held-out rows of '%s'; correct it",
                file,
                line.number(),
                data.name()));
      }
      of[row] = label(file, line);
    }
    return new RowLabels(present(train), present(held));
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  private static List<String> present(@Nullable String[] labels) {
    return Arrays.stream(labels).map(String::valueOf).toList();
  }

  private static RowLabels inOrder(Path file, List<Line> lines, Dataset data) {
    long[][] positions = positions(file, data);
    List<String> labels = lines.stream().map(line -> label(file, line)).toList();
    List<List<String>> parts = new ArrayList<>();
    for (long[] position : positions) {
      parts.add(Arrays.stream(position).mapToObj(i -> labels.get((int) i)).toList());
    }
    return new RowLabels(parts.getFirst(), parts.getLast());
  }

  private static String label(Path file, Line line) {
    String label = line.field("cluster");
    if (label.isEmpty()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: line %d: must have a cluster, but has none; fill or drop it",
              file,
              line.number()));
    }
    return label;
  }

  /// Where training and held-out rows stand in the file of the data.
  private static long[][] positions(Path file, Dataset data) {
    Place train = Place.of(data.train());
    Place held = Place.of(data.heldOut());
    long[] both =
        LongStream.concat(Arrays.stream(train.row), Arrays.stream(held.row)).sorted().toArray();
    if (train.base.equals(held.base) && Arrays.equals(both, range(0, train.base.size()))) {
      return new long[][] {train.row, held.row};
    }
    if (train.whole() && held.whole()) {
      return new long[][] {train.row, range(train.row.length, held.row.length)};
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: the order of the rows of '%s' is not that of one file; add the columns part (train or held-out) and row (from 0)",
            file,
            data.name()));
  }

  private static long[] range(long from, int count) {
    return LongStream.range(from, from + count).toArray();
  }

  /// Rows as a selection of others that are none themselves.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(Rows base, long[] row) {

    static Place of(Rows rows) {
      if (!(rows instanceof PickedRows picked)) {
        return new Place(rows, range(0, rows.size()));
      }
      Place inner = of(picked.base());
      long[] row = Ops.longs(picked.index());
      return new Place(inner.base, Arrays.stream(row).map(i -> inner.row[(int) i]).toArray());
    }

    boolean whole() {
      return !(base instanceof JoinedRows) && Arrays.equals(row, range(0, base.size()));
    }
  }
}
