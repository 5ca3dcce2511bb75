package everymode.data.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.io.AtomicFiles;
import everymode.tensor.Ops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Samples in tables: points and rows of tables in `.csv` files.
///
/// Columns are found by name, in any order; others, such as the class or the `component`, are left
/// out. Points are the columns `x1`, `x2`, …, or, without these, the columns of numbers in order.
public final class TableSamples {

  /// The key of the classes among further arrays of samples.
  private static final String LABELS = "labels";

  private static final String LABEL = "label";

  /// The column of what a model drew each row from.
  static final String COMPONENT = "component";

  private static final int SHOWN = 6;

  private TableSamples() {}

  /// Reads samples.
  ///
  /// @param spec the file with the options of a table
  /// @param domain what one sample must be
  /// @return float32 `[n, d]`
  /// @throws EverymodeException when the file is invalid or its columns do not match
  public static Tensor read(Path file, DatasetSpec spec, Domain domain) {
    TableOptions options = TableOptions.of(spec);
    CsvTable.Choice choice =
        switch (domain) {
          case Domain.Table table -> new ByName(file, options, names(table));
          case Domain.Points points -> new AsPoints(file, options, names(points));
          case Domain.Images _, Domain.Grid _ ->
              throw new EverymodeException(
                  String.format(
                      Locale.ROOT,
                      "%s: %s cannot be read from a table; use a folder or .npz",
                      file,
                      domain.noun()));
        };
    CsvTable csv = CsvTable.read(file, options, choice);
    return Ops.of(csv.values(), csv.rows(), csv.columns().size());
  }

  private static List<String> names(Domain.Table table) {
    return table.columns().stream().map(Domain.Table.Column::name).toList();
  }

  private static List<String> names(Domain.Points points) {
    return IntStream.rangeClosed(1, points.dim()).mapToObj(c -> "x" + c).toList();
  }

  /// Finds the columns of a table.
  private record ByName(Path file, TableOptions options, List<String> wanted)
      implements CsvTable.Choice {

    @Override
    public boolean names(List<String> line) {
      return line.containsAll(wanted);
    }

    @Override
    public List<ColumnScan> of(List<ColumnScan> columns) {
      List<ColumnScan> found = find(columns, wanted);
      if (found.size() == wanted.size()) {
        return found;
      }
      if (options.headerless() && columns.size() == wanted.size()) {
        return columns; // named by their positions, which a label column in the data shifts
      }
      List<String> has = columns.stream().map(ColumnScan::name).toList();
      List<String> missing = wanted.stream().filter(name -> !has.contains(name)).toList();
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have the columns %s of the data, in any order, but lacks %s and has %s; %s",
              file,
              brief(wanted),
              brief(missing),
              brief(has),
              remedy(has, missing)));
    }

    private String remedy(List<String> has, List<String> missing) {
      if (missing.size() == wanted.size() && has.size() == wanted.size()) {
        return "there are as many columns: name them as in the data, or say :header=no if the first line is a row";
      }
      List<String> others =
          has.stream().filter(name -> !wanted.contains(name) && name.length() > 2).toList();
      return Names.closest(missing.getFirst(), others)
          .map(name -> String.format(Locale.ROOT, "rename '%s' to '%s'", name, missing.getFirst()))
          .orElse("add what is missing, or choose the data that the samples are compared with");
    }
  }

  /// Finds the coordinates of points.
  private record AsPoints(Path file, TableOptions options, List<String> wanted)
      implements CsvTable.Choice {

    private static final Set<String> OTHERS = Set.of(COMPONENT, LABEL, LABELS, "class");

    @Override
    public boolean names(List<String> line) {
      return line.containsAll(wanted);
    }

    @Override
    public List<ColumnScan> of(List<ColumnScan> columns) {
      List<ColumnScan> named = find(columns, wanted);
      List<ColumnScan> numbers = columns.stream().filter(ColumnScan::numeric).toList();
      List<ColumnScan> own = numbers.stream().filter(c -> !OTHERS.contains(c.name())).toList();
      int d = wanted.size();
      for (List<ColumnScan> found :
          List.of(options.headerless() ? own : named, columns, numbers, own)) {
        if (found.size() == d) {
          return found;
        }
      }
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have %d columns of numbers like the points of the data, but has %d, %s; call those that count x1 to x%d, or choose the data that the samples are compared with",
              file,
              d,
              own.size(),
              brief(own.stream().map(ColumnScan::name).toList()),
              d));
    }
  }

  /// The columns of some names, in the order of the names; those that do not occur are left out.
  private static List<ColumnScan> find(List<ColumnScan> columns, List<String> names) {
    return names.stream()
        .flatMap(name -> columns.stream().filter(column -> column.name().equals(name)))
        .toList();
  }

  private static String brief(List<String> names) {
    return names.isEmpty()
        ? "none"
        : names.size() <= SHOWN
            ? String.join(", ", names)
            : String.join(", ", names.subList(0, SHOWN)) + ", … (" + names.size() + ")";
  }

  /// One column of a file that is written.
  private record Written(String name, IntFunction<String> cell) {}

  /// Writes points or rows of a table with a header. Classes are words, in the column from which
  /// the data have them, at its place, or else in the last column `label`.
  ///
  /// @param samples float32 `[n, d]` in data units
  /// @param more further columns, int64 `[n]` by name; `labels` are the numbers of classes
  /// @param classes names of the classes; empty without
  /// @throws EverymodeException when the file cannot be written
  public static void write(
      Path file, Domain domain, Tensor samples, Map<String, Tensor> more, List<String> classes) {
    List<String> names =
        switch (domain) {
          case Domain.Points points -> names(points);
          case Domain.Table table -> names(table);
          case Domain.Images _, Domain.Grid _ ->
              throw new UsageException(
                  String.format(
                      Locale.ROOT,
                      "%s: %s cannot be written to a table; use .png or .npz",
                      file,
                      domain.noun()));
        };
    Domain.Table.@Nullable LabelColumn label =
        domain instanceof Domain.Table table ? table.label() : null;
    float[] values = Ops.floats(samples);
    int d = names.size();
    List<Written> columns = new ArrayList<>();
    for (int c = 0; c < d; c++) {
      int column = c;
      columns.add(new Written(names.get(c), i -> Float.toString(values[i * d + column])));
    }
    more.forEach((name, numbers) -> {
      long[] number = Ops.longs(numbers);
      if (!name.equals(LABELS) || classes.isEmpty()) {
        columns.add(new Written(free(name, columns, label), i -> Long.toString(number[i])));
      }
    });
    if (more.containsKey(LABELS) && !classes.isEmpty()) {
      long[] number = Ops.longs(more.get(LABELS));
      columns.add(
          label == null ? columns.size() : label.before(),
          new Written(
              label == null ? free(LABEL, columns, null) : label.name(),
              i -> classes.get((int) number[i])));
    }
    write(file, columns, values.length / d);
  }

  /// A name that no column has yet.
  private static String free(
      String name, List<Written> columns, Domain.Table.@Nullable LabelColumn label) {
    String free = name;
    for (int i = 2; taken(free, columns, label); i++) {
      free = name + " " + i;
    }
    return free;
  }

  private static boolean taken(
      String name, List<Written> columns, Domain.Table.@Nullable LabelColumn label) {
    return (label != null && label.name().equals(name))
        || columns.stream().anyMatch(column -> column.name.equals(name));
  }

  private static void write(Path file, List<Written> columns, int rows) {
    try {
      AtomicFiles.write(
          file,
          channel -> {
            try (Writer text = Channels.newWriter(channel, StandardCharsets.UTF_8);
                CsvWriter out = CsvWriter.builder().build(text)) {
              out.writeRecord(columns.stream().map(Written::name).toList());
              for (int i = 0; i < rows; i++) {
                int row = i;
                out.writeRecord(columns.stream().map(column -> column.cell.apply(row)).toList());
              }
            }
          });
    } catch (IOException | UncheckedIOException e) {
      throw new EverymodeException(
          file + ": cannot be written: " + e.getMessage() + "; choose another location", e);
    }
  }
}
