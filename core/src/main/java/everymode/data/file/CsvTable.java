package everymode.data.file;

import everymode.error.EverymodeException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of numbers, gzipped or not: a line of names of columns, or none with `:header=no`, and a
/// line for each row, with fields separated by commas, semicolons, tabs or bars.
///
/// How a file is written is detected and, where it is unusual, noted: its encoding
/// ([TextEncoding]), its separator ([TableText]) and, column by column, its numbers ([NumberText]):
/// decimal commas, separated thousands, True and False. What can be read in two ways is refused.
/// Columns that contain no data are ignored: row names and counters of rows that R and pandas add,
/// and columns without a name and a value behind the last separator.
///
/// @param columns names of the numeric columns
/// @param values row by row
/// @param labels the text in the label column, one per row; null without such a column
/// @param labelAt how many of the columns stand before the label column; 0 without one
/// @param notes remarks about the conversion
@SuppressWarnings("ArrayRecordComponent") // intermediate values, converted to a tensor
public record CsvTable(
    List<String> columns,
    float[] values,
    @Nullable List<String> labels,
    int labelAt,
    List<String> notes) {

  /// Chooses the columns to read.
  interface Choice {

    /// Whether a line certainly contains names of columns rather than values.
    boolean names(List<String> line);

    /// The columns to read, in this order.
    ///
    /// @param columns those that contain data, in the order of the file, without the label column
    /// @throws EverymodeException when one that is needed is missing
    List<ColumnScan> of(List<ColumnScan> columns);
  }

  /// Every column that contains data.
  private static final Choice ALL =
      new Choice() {
        @Override
        public boolean names(List<String> line) {
          return false;
        }

        @Override
        public List<ColumnScan> of(List<ColumnScan> columns) {
          return columns;
        }
      };

  int rows() {
    return columns.isEmpty() ? 0 : values.length / columns.size();
  }

  /// Reads a file whose columns are all numeric, apart from the label column.
  ///
  /// @throws EverymodeException with the line and the column when it is invalid
  static CsvTable read(Path file, TableOptions options) {
    return read(file, options, ALL);
  }

  /// Reads some columns of a file.
  ///
  /// @throws EverymodeException with the line and the column when it is invalid
  static CsvTable read(Path file, TableOptions options, Choice choice) {
    return new TableReader(TableText.of(file, options.encoding()), options, choice).read();
  }

  /// Whether a file is a table: by its name, or because it is text whose first lines contain
  /// separators.
  public static boolean is(Path file) {
    return List.of(".csv", ".tsv").contains(PathSpec.ending(file)) || TableText.is(file);
  }
}
