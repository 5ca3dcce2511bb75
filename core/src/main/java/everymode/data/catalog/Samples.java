package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.file.ArrayImages;
import everymode.data.file.ArraySamples;
import everymode.data.file.CsvTable;
import everymode.data.file.ImageSamples;
import everymode.data.file.PathSpec;
import everymode.data.file.TableSamples;
import everymode.error.EverymodeException;
import everymode.io.Npz;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Reads and writes samples of a domain. In `.npz` files points are float32 `[n, d]`, images uint8
/// `[n, h, w, c]`.
public final class Samples {

  private Samples() {}

  /// The file or folder of samples.
  ///
  /// @param spec as for [#read]
  /// @return null when it does not exist
  public static @Nullable Path place(String spec) {
    return PathSpec.of(spec).file();
  }

  /// Reads samples.
  ///
  /// Arrays may be in `.npz`, `.npy` or `.safetensors` files (see [ArraySamples]). Images may be
  /// integers from 0 to 255 (divided by 255), booleans or floating-point intensities in [0, 1], of
  /// shape `[n, h, w, c]`, `[n, c, h, w]`, or `[n, h, w]` when they are grey; or a folder or
  /// archive of images, or any image file format supported for data sets. Three equal channels are
  /// grey. Points and rows of tables may be in `.csv` files, whose columns are found by name;
  /// others are left out.
  ///
  /// @param spec a file or folder, optionally with the options that a data set of this format has,
  ///   such as `photos:resize=28`
  /// @param domain the domain of the samples
  /// @return float32 `[n, ...]` in data units
  /// @throws EverymodeException when the file is invalid or shape or range does not match
  public static Tensor read(String spec, Domain domain) {
    Path file = place(spec);
    if (file == null) {
      throw new EverymodeException(spec + ": there is no such file or folder; check the path");
    }
    PathSpec.readable(file);
    try (var scope = new Scope()) {
      Tensor x = stored(file, PathSpec.of(spec).spec(), domain);
      if (x.size(0) == 0) {
        throw new EverymodeException(file + ": contains no samples; generate some");
      }
      if (x.is_floating_point() && !Ops.finite(x)) {
        throw new EverymodeException(
            file + ": contains numbers that are not finite; remove those samples");
      }
      if (domain.image().isPresent()) {
        ArrayImages.intensities(file, x);
      }
      return scope.keep(domain.units(x).contiguous());
    }
  }

  /// Whether samples are those of one file of rows, and so have its order.
  ///
  /// @param spec as for [#read]
  public static boolean ordered(String spec) {
    Path file = place(spec);
    return file != null
        && Files.isRegularFile(file)
        && Datasets.format(file).isEmpty()
        && (ArraySamples.is(file) || CsvTable.is(file));
  }

  /// Checks generated samples.
  ///
  /// @param samples `[n, ...]` in data units
  /// @return `samples`
  /// @throws EverymodeException when the shape does not match or a number is not finite
  public static Tensor validated(Tensor samples, Domain domain) {
    if (!Arrays.equals(domain.shape(), rowShape(samples))) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "samples must have shape %s each, but the batch has shape %s; choose other data",
              Arrays.toString(domain.shape()),
              Arrays.toString(samples.shape())));
    }
    if (!Ops.finite(samples)) {
      throw new EverymodeException(
          "samples must be finite numbers, but some are not; has training diverged?");
    }
    return samples;
  }

  /// Samples as they are stored, channels before height and width.
  private static Tensor stored(Path file, DatasetSpec spec, Domain domain) {
    if (Files.isDirectory(file) || Datasets.format(file).isPresent()) {
      return all(spec, domain);
    }
    if (ArraySamples.is(file)) {
      return ArraySamples.read(file, spec, domain);
    }
    return CsvTable.is(file) ? TableSamples.read(file, spec, domain) : all(spec, domain);
  }

  /// Reads any other format that is supported for data sets.
  private static Tensor all(DatasetSpec spec, Domain domain) {
    Dataset data = Datasets.one(spec.text());
    Tensor x =
        data.holdsOut() ? Ops.cat(data.train().all(), data.heldOut().all()) : data.train().all();
    if (data.domain().equals(domain)) {
      return x;
    }
    if (domain instanceof Domain.Grid grid && data.domain() instanceof Domain.Grid own) {
      byte[] rows = grid.recoded(own, x, spec.name());
      return Ops.ofBytes(rows, x.size(0), grid.height(), grid.width()).clone();
    }
    if (domain.image().isPresent() && data.domain().image().isPresent()) {
      return ImageSamples.fitted(spec, x, domain.image().get());
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: samples must be %s, but are %s; choose the data that they are compared with",
            spec.name(),
            ImageSamples.describe(domain),
            ImageSamples.describe(data.domain())));
  }

  private static long[] rowShape(Tensor samples) {
    long[] shape = samples.shape();
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  /// Writes samples; images are rounded to bytes.
  ///
  /// @param file `.npz`, or `.csv` for points and tables; an existing file is replaced
  /// @param samples float32 `[n, ...]` in data units
  /// @param more further arrays, such as `labels` or `component`, int64 `[n]`
  /// @param classes names of the classes, which a table has instead of the numbers in `labels`
  /// @throws EverymodeException when the file cannot be written
  public static void write(
      Path file, Domain domain, Tensor samples, Map<String, Tensor> more, List<String> classes) {
    if (PathSpec.ending(file).equals(".csv")) {
      TableSamples.write(file, domain, samples, more, classes);
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
