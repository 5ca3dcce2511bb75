package everymode.data.catalog;

import de.siegmar.fastcsv.writer.CsvWriter;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.file.CsvTable;
import everymode.data.file.PathSpec;
import everymode.data.file.TableDatasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.AtomicFiles;
import everymode.io.Npz;
import everymode.io.TensorFile;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Reads and writes samples of a domain. In `.npz` files points are float32 `[n, d]`, images uint8
/// `[n, h, w, c]`.
public final class Samples {

  private Samples() {}

  /// Reads samples.
  ///
  /// Arrays may be in `.npz` files (see [Npz#samples]), `.npy` files or `.safetensors` files with a
  /// single tensor. Images may be uint8 (divided by 255) or floating-point intensities in [0, 1],
  /// of shape `[n, h, w, c]`, `[n, c, h, w]`, or `[n, h, w]` when they are grey; or a folder or
  /// archive of images, or any image file format supported for data sets. Points and rows of tables
  /// may be in `.csv` files.
  ///
  /// @param file a file or folder
  /// @param domain the domain of the samples
  /// @return float32 `[n, ...]` in data units
  /// @throws EverymodeException when the file is invalid or shape or range does not match
  public static Tensor read(Path file, Domain domain) {
    PathSpec.readable(file);
    try (var scope = new Scope()) {
      Tensor stored = stored(file, domain);
      Tensor x =
          switch (domain) {
            case Domain.Points _, Domain.Table _ ->
                matches(stored, domain.shape())
                    ? stored
                    : wrong(file, stored, "[n, " + domain.shape()[0] + "]");
            case Domain.Images(int c, int h, int w) -> images(file, stored, c, h, w);
          };
      if (stored.scalar_type().intern() == ScalarType.Long) {
        throw new EverymodeException(
            file + ": samples must be uint8 or floating-point, but are int64; use astype");
      }
      if (x.size(0) == 0) {
        throw new EverymodeException(file + ": contains no samples; generate some");
      }
      if (x.is_floating_point() && !Ops.finite(x)) {
        throw new EverymodeException(
            file + ": contains numbers that are not finite; remove those samples");
      }
      if (domain.bounded()) {
        range(file, x);
      }
      return scope.keep(domain.units(x).contiguous());
    }
  }

  /// Checks generated samples.
  ///
  /// @param samples `[n, ...]` in data units
  /// @return `samples`
  /// @throws EverymodeException when the shape does not match or a number is not finite
  public static Tensor validated(Tensor samples, Domain domain) {
    if (!matches(samples, domain.shape())) {
      throw new EverymodeException(
          "samples must have shape %s each, but the batch has shape %s; choose other data"
              .formatted(Arrays.toString(domain.shape()), Arrays.toString(samples.shape())));
    }
    if (!Ops.finite(samples)) {
      throw new EverymodeException(
          "samples must be finite numbers, but some are not; has training diverged?");
    }
    return samples;
  }

  private static Tensor stored(Path file, Domain domain) {
    if (Files.isDirectory(file) || Datasets.format(file).isPresent()) {
      return all(file, domain);
    }
    return switch (PathSpec.ending(file)) {
      case ".npz" -> Npz.samples(file);
      case ".npy" -> Npz.array(file);
      case ".safetensors" -> single(file);
      default -> CsvTable.is(file) ? table(file, domain) : all(file, domain);
    };
  }

  private static Tensor single(Path file) {
    var tensors = TensorFile.read(file).tensors();
    Tensor samples = tensors.get("samples");
    if (samples == null && tensors.size() == 1) {
      return tensors.values().iterator().next();
    }
    if (samples == null) {
      throw new EverymodeException(
          "%s: must contain a single tensor, or one named samples, but contains %s; save only that"
              .formatted(file, String.join(", ", tensors.keySet())));
    }
    return samples;
  }

  private static Tensor table(Path file, Domain domain) {
    return switch (domain) {
      case Domain.Table(var columns) -> {
        float[] values = TableDatasets.samples(file, columns);
        yield Ops.of(values, values.length / columns.size(), columns.size());
      }
      case Domain.Points(int dim) -> {
        CsvTable csv = CsvTable.read(file, null);
        int d = Math.min(dim, csv.columns().size());
        yield Ops.of(TableDatasets.first(csv, d), csv.rows(), d);
      }
      case Domain.Images _ ->
          throw new EverymodeException(
              file + ": images cannot be read from a table; use an image folder or .npz");
    };
  }

  /// Reads any other format that is supported for data sets.
  private static Tensor all(Path file, Domain domain) {
    Dataset data = Datasets.one(file.toString());
    if (!data.domain().equals(domain)) {
      throw new EverymodeException(
          "%s: samples must be %s, but are %s; resize them (PATH:resize=…) or choose other data"
              .formatted(file, what(domain), what(data.domain())));
    }
    return Ops.cat(data.train().all(), data.heldOut().all());
  }

  private static String what(Domain domain) {
    boolean grey = domain.image().filter(image -> image.channels() == 1).isPresent();
    return (grey ? "grey " : "") + domain.describe();
  }

  /// Floating-point intensities must be in [0, 1].
  private static void range(Path file, Tensor x) {
    if (!x.is_floating_point() || x.numel() == 0 || !Ops.finite(x)) {
      return; // bytes are always in range; numbers that are not finite are reported elsewhere
    }
    double least = x.min().item_double();
    double most = x.max().item_double();
    if (least < -1e-3 || most > 1 + 1e-3) {
      String remedy =
          most > 2
              ? "divide by 255 or save them as uint8"
              : least >= -1.01 ? "they look like [-1, 1]: add 1 and halve" : "scale them";
      throw new EverymodeException(
          "%s: intensities must be in [0, 1], but range from %.3g to %.3g; %s"
              .formatted(file, least, most, remedy));
    }
  }

  private static Tensor images(Path file, Tensor stored, int c, int h, int w) {
    if (matches(stored, h, w, c)) {
      return stored.permute(0, 3, 1, 2);
    }
    if (matches(stored, c, h, w)) {
      return stored;
    }
    return c == 1 && matches(stored, h, w)
        ? stored.unsqueeze(1)
        : wrong(file, stored, "[n, %d, %d, %d]".formatted(h, w, c));
  }

  private static boolean matches(Tensor stored, long... sample) {
    long[] shape = stored.shape();
    return shape.length == sample.length + 1
        && Arrays.equals(sample, Arrays.copyOfRange(shape, 1, shape.length));
  }

  private static Tensor wrong(Path file, Tensor stored, String wanted) {
    throw new EverymodeException(
        ("%s: samples must have shape %s as in the data set, but have %s; choose the data set that"
                + " the samples are compared with")
            .formatted(file, wanted, Arrays.toString(stored.shape())));
  }

  /// Writes points or rows of a table as CSV with a header.
  private static void writeTable(
      Path file, Domain domain, Tensor samples, Map<String, Tensor> more) {
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

  /// Writes samples; images are rounded to bytes.
  ///
  /// @param file `.npz`, or `.csv` for points and tables; an existing file is replaced
  /// @param samples float32 `[n, ...]` in data units
  /// @param more further arrays, such as `labels` or `component`, int64 `[n]`
  /// @throws EverymodeException when the file cannot be written
  public static void write(Path file, Domain domain, Tensor samples, Map<String, Tensor> more) {
    if (file.toString().endsWith(".csv")) {
      writeTable(file, domain, samples, more);
      return;
    }
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      Tensor stored = domain.stored(samples);
      arrays.put(
          "samples", domain.image().isPresent() ? stored.permute(0, 2, 3, 1).contiguous() : stored);
      arrays.putAll(more);
      Npz.write(file, arrays);
    }
  }
}
