package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.io.Gzip;
import everymode.io.Npy;
import everymode.io.Npz;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Data sets in tables (`.csv`, `.tsv`, or any text that looks like a table) and NumPy files
/// (`.npy`, `.npz`).
public final class NumericDatasets {

  private static final List<String> ROWS = List.of("x_train", "x", "samples", "arr_0");
  private static final List<String> LABELS = List.of("y_train", "y", "labels");
  private static final List<String> TEST_ROWS = List.of("x_test");
  private static final List<String> TEST_LABELS = List.of("y_test");
  private static final long BLOCK = 4_096;

  private NumericDatasets() {}

  /// Opens a file of these formats; empty for any other.
  ///
  /// @param spec the path with its options
  public static Optional<Dataset> open(Path file, DatasetSpec spec) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (List.of(".npy", ".npz").contains(PathSpec.ending(file))) {
      spec.allow(List.of());
      return Optional.of(numpy(spec.text(), file));
    }
    return CsvTable.is(file) ? Optional.of(TableDatasets.open(spec, file)) : Optional.empty();
  }

  private static Dataset numpy(String name, Path file) {
    boolean npz = file.toString().endsWith(".npz");
    try (var _ = new Scope()) {
      if (!npz && FileBytes.outOfCore(List.of(file)) && !Gzip.is(file)) {
        return mapped(name, file);
      }
      Map<String, Tensor> arrays = npz ? Npz.read(file) : Map.of("x", Npz.array(file));
      Tensor x = find(arrays, ROWS);
      if (x == null && arrays.size() == 1) {
        x = arrays.values().iterator().next();
      }
      if (x == null) {
        throw new EverymodeException(
            "%s: must contain the rows as one of %s, but contains %s; save it with numpy.savez(file, x=...)"
                .formatted(file, String.join(", ", ROWS), String.join(", ", arrays.keySet())));
      }
      return dataset(name, file, x, find(arrays, LABELS), arrays);
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Maps an array that is too large to be read.
  private static Dataset mapped(String name, Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Npy.Preamble head = Npy.head(file.toString(), in, Files.size(file));
      FileBytes raw = FileBytes.map(file, head.start(), head.bytes());
      Tensor x = head.view(raw.x());
      if (x == null) {
        throw new EverymodeException(
            "%s: is too large to read, and can be mapped only as uint8 or little-endian floating point; convert it with numpy's astype"
                .formatted(file));
      }
      Domain domain = domain(file, x);
      for (long from = 0; x.is_floating_point() && from < x.size(0); from += BLOCK) {
        finite(file, Ops.rows(x, from, Math.min(BLOCK, x.size(0) - from)));
      }
      Rows rows = raw.rows(Scope.own(images(x, domain)), null);
      return TrainHeldOutSplit.tenth(file.toString(), "rows", rows).numbered(name, domain);
    }
  }

  private static Dataset dataset(
      String name, Path file, Tensor x, @Nullable Tensor y, Map<String, Tensor> arrays) {
    Domain domain = domain(file, x);
    Rows rows = rows(file, x, y, domain);
    Tensor test = find(arrays, TEST_ROWS);
    if (test == null) {
      return TrainHeldOutSplit.tenth(file.toString(), "rows", rows).numbered(name, domain);
    }
    if (!domain.equals(domain(file, test))) {
      throw new EverymodeException(
          "%s: x_test must have the shape of the training rows, %s, but has %s"
              .formatted(file, Arrays.toString(x.shape()), Arrays.toString(test.shape())));
    }
    Rows held = rows(file, test, find(arrays, TEST_LABELS), domain);
    return TrainHeldOutSplit.of(rows, held).numbered(name, domain);
  }

  private static @Nullable Tensor find(Map<String, Tensor> arrays, List<String> names) {
    return names.stream().map(arrays::get).filter(a -> a != null).findFirst().orElse(null);
  }

  /// Floating-point rows are points, bytes are images.
  private static Domain domain(Path file, Tensor x) {
    long[] s = x.shape();
    boolean bytes = x.scalar_type().intern() == ScalarType.Byte;
    if (s.length == 2 && x.is_floating_point() && s[0] > 0 && s[1] > 0) {
      return new Domain.Points((int) s[1]);
    }
    if (bytes && s.length == 3 && x.numel() > 0) {
      return new Domain.Images(1, (int) s[1], (int) s[2]);
    }
    if (bytes && s.length == 4 && x.numel() > 0) {
      boolean last = s[3] == 1 || s[3] == 3;
      if (last || s[1] == 1 || s[1] == 3) {
        return last
            ? new Domain.Images((int) s[3], (int) s[1], (int) s[2])
            : new Domain.Images((int) s[1], (int) s[2], (int) s[3]);
      }
    }
    throw new EverymodeException(
        ("%s: rows must be points as floating-point [n, d] or images as uint8 [n, h, w] or [n, h, w,"
                + " c] with 1 or 3 channels, but are %s %s; convert them with numpy")
            .formatted(
                file,
                bytes ? "uint8" : x.is_floating_point() ? "floating-point" : "int64",
                Arrays.toString(s)));
  }

  private static Rows rows(Path file, Tensor x, @Nullable Tensor y, Domain domain) {
    finite(file, x);
    Tensor stored = x.is_floating_point() ? Ops.toFloat(x) : images(x, domain);
    return Rows.of(
        Scope.own(stored.contiguous()), y == null ? null : Scope.own(labels(file, x, y)));
  }

  private static void finite(Path file, Tensor x) {
    if (!Ops.finite(x)) {
      throw new EverymodeException(
          file + ": rows must be finite numbers, but some are not; drop or fill them");
    }
  }

  /// Moves the channels of images before height and width; other rows are unchanged.
  private static Tensor images(Tensor x, Domain domain) {
    return switch (domain) {
      case Domain.Points _, Domain.Table _ -> x;
      case Domain.Images(int c, int h, int w) -> {
        boolean last = x.dim() == 4 && x.size(1) == h && x.size(2) == w;
        yield last ? x.permute(0, 3, 1, 2) : x.reshape(-1, c, h, w);
      }
    };
  }

  private static Tensor labels(Path file, Tensor x, Tensor y) {
    Tensor label = y.is_floating_point() ? y : y.to(ScalarType.Long).reshape(-1);
    if (y.is_floating_point() || label.size(0) != x.size(0) || label.min().item_long() < 0) {
      throw new EverymodeException(
          "%s: labels must be integers from 0, one for each of the %d rows, but have shape %s"
              .formatted(file, x.size(0), Arrays.toString(y.shape())));
    }
    if (label.max().item_long() >= 100_000) {
      throw new EverymodeException(
          file + ": labels must be below 100000, but are not; number the classes from 0");
    }
    return label.clone();
  }
}
