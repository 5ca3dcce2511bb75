package everymode.data.file;

import de.siegmar.fastcsv.writer.CsvWriter;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.error.EverymodeException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Samples in tables: points and rows of tables in `.csv` files.
public final class TableSamples {

  private TableSamples() {}

  /// Reads samples.
  ///
  /// @param spec the file with its options
  /// @param domain what one sample must be
  /// @return float32 `[n, d]`
  /// @throws EverymodeException when the file is invalid or its columns do not match
  public static Tensor read(Path file, DatasetSpec spec, Domain domain) {
    spec.allow(List.of());
    return switch (domain) {
      case Domain.Table(var columns) -> {
        float[] values = rows(file, columns);
        yield Ops.of(values, values.length / columns.size(), columns.size());
      }
      case Domain.Points(int dim) -> {
        CsvTable csv = CsvTable.read(file, null);
        int d = Math.min(dim, csv.columns().size());
        yield matching(file, Ops.of(first(csv, d), csv.rows(), d), dim);
      }
      case Domain.Images _ ->
          throw new EverymodeException(
              file + ": images cannot be read from a table; use an image folder or .npz");
    };
  }

  private static Tensor matching(Path file, Tensor x, int dim) {
    if (x.size(1) != dim) {
      throw new EverymodeException(
          ("%s: samples must have shape [n, %d] as in the data set, but have %s; choose the data set"
                  + " that the samples are compared with")
              .formatted(file, dim, Arrays.toString(x.shape())));
    }
    return x;
  }

  /// Reads samples, which must have the columns of the data in the same order; further columns such
  /// as `component` may follow.
  private static float[] rows(Path file, List<Domain.Table.Column> columns) {
    CsvTable csv = CsvTable.read(file, null);
    List<String> wanted = columns.stream().map(Domain.Table.Column::name).toList();
    if (csv.columns().size() < wanted.size()
        || !csv.columns().subList(0, wanted.size()).equals(wanted)) {
      throw new EverymodeException(
          "%s: must begin with the columns %s of the data, but has %s; choose the data that the samples are compared with"
              .formatted(file, brief(wanted), brief(csv.columns())));
    }
    return first(csv, wanted.size());
  }

  /// The first columns of a table.
  private static float[] first(CsvTable csv, int d) {
    float[] values = new float[csv.rows() * d];
    for (int i = 0; i < csv.rows(); i++) {
      System.arraycopy(csv.values(), i * csv.columns().size(), values, i * d, d);
    }
    return values;
  }

  private static String brief(List<String> names) {
    int most = 6;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + ", … (" + names.size() + ")";
  }

  /// Writes points or rows of a table with a header.
  ///
  /// @param samples float32 `[n, d]` in data units
  /// @param more further columns, int64 `[n]` by name
  /// @throws EverymodeException when the file cannot be written
  public static void write(Path file, Domain domain, Tensor samples, Map<String, Tensor> more) {
    List<String> names = new ArrayList<>();
    switch (domain) {
      case Domain.Points(int dim) -> IntStream.rangeClosed(1, dim).forEach(c -> names.add("x" + c));
      case Domain.Table(var columns) -> columns.forEach(column -> names.add(column.name()));
      case Domain.Images _ ->
          throw new UsageException(
              file + ": images cannot be written to a table; use .png or .npz");
    }
    float[] values = Ops.floats(samples);
    List<long[]> others = more.values().stream().map(Ops::longs).toList();
    int d = names.size();
    names.addAll(more.keySet());
    try {
      AtomicFiles.write(
          file,
          channel -> {
            try (Writer text = Channels.newWriter(channel, StandardCharsets.UTF_8);
                CsvWriter out = CsvWriter.builder().build(text)) {
              out.writeRecord(names);
              for (int i = 0; i * d < values.length; i++) {
                List<String> row = new ArrayList<>();
                for (int c = 0; c < d; c++) {
                  row.add(Float.toString(values[i * d + c]));
                }
                for (long[] other : others) {
                  row.add(Long.toString(other[i]));
                }
                out.writeRecord(row);
              }
            }
          });
    } catch (IOException | UncheckedIOException e) {
      throw new EverymodeException(
          file + ": cannot be written: " + e.getMessage() + "; choose another location", e);
    }
  }
}
