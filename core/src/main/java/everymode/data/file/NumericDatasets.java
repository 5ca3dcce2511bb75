package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.io.Gzip;
import everymode.io.Npy;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Data sets in tables (`.csv`, `.tsv`, or any text that looks like a table) and arrays (`.npy`,
/// `.npz`, `.safetensors`), and counts of sequenced molecules.
public final class NumericDatasets {

  /// Names of arrays in lower case; they are found in any letter case, the first that occurs.
  private static final List<String> ROWS =
      List.of(
          "x_train",
          "train_x",
          "train_images",
          "train_data",
          "x",
          "images",
          "image",
          "data",
          "samples",
          "arr_0");

  private static final List<String> LABELS =
      List.of(
          "y_train",
          "train_y",
          "train_labels",
          "train_targets",
          "y",
          "labels",
          "label",
          "targets",
          "target");

  private static final List<String> TEST_ROWS =
      List.of("x_test", "test_x", "test_images", "test_data");
  private static final List<String> TEST_LABELS =
      List.of("y_test", "test_y", "test_labels", "test_targets");

  /// Held out where there is no test part.
  private static final List<String> VAL_ROWS =
      List.of("x_val", "val_x", "val_images", "val_data", "x_valid", "valid_x");

  private static final List<String> VAL_LABELS =
      List.of("y_val", "val_y", "val_labels", "val_targets", "y_valid", "valid_y");

  /// The second array that `numpy.savez` names itself, and what is known of it if it has labels.
  private static final String SECOND = "arr_1";

  private static final Pattern INTEGERS = Pattern.compile("[<>|=][iub]\\d \\[(\\d+)(?:, 1)?]");

  private static final int SHOWN = 6;

  private NumericDatasets() {}

  /// Opens a file of these formats; empty for any other.
  ///
  /// @param spec the path with its options
  public static Optional<Dataset> open(Path file, DatasetSpec spec) {
    Optional<Dataset> counts = CountDatasets.open(file, spec);
    if (counts.isPresent()) {
      return counts;
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (ArrayFile.is(file)) {
      try (var _ = new Scope()) {
        return Optional.of(arrays(spec, file));
      } catch (IOException e) {
        throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return CsvTable.is(file) ? Optional.of(TableDatasets.open(spec, file)) : Optional.empty();
  }

  private static Dataset arrays(DatasetSpec spec, Path file) throws IOException {
    boolean npy = PathSpec.ending(file).equals(".npy");
    if (npy && FileBytes.outOfCore(List.of(file)) && !Gzip.is(file)) {
      return mapped(spec, file);
    }
    ArrayFile arrays = ArrayFile.of(file);
    String rows =
        arrays
            .firstOrOnly(ROWS)
            .orElseThrow(() ->
                new EverymodeException(
                    String.format(
                        Locale.ROOT,
                        "%s: must contain the rows as one of %s, but contains %s; save it with numpy.savez(file, x=...)",
                        file,
                        String.join(", ", ROWS),
                        arrays.contents())));
    return new Reading(spec, file, arrays, new LinkedHashSet<>()).dataset(rows);
  }

  /// Maps an array that is too large to be read.
  private static Dataset mapped(DatasetSpec spec, Path file) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Npy.Preamble head = Npy.head(file.toString(), in, Files.size(file));
      FileBytes raw = FileBytes.map(file, head.start(), head.bytes());
      Tensor x = head.view(raw.x());
      if (x == null) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: is too large to read, and can be mapped only as bool, uint8 or little-endian floating point; convert it with numpy's astype",
                file));
      }
      Domain domain = domain(file, x);
      Tensor first = domain.image().isPresent() ? channelsFirst(x) : x;
      long step = ConvertedRows.step(first);
      for (long from = 0; x.is_floating_point() && from < x.size(0); from += step) {
        try (var _ = new Scope()) {
          Tensor block = Ops.rows(first, from, Math.min(step, x.size(0) - from));
          finite(file, block);
          if (domain.image().isPresent()) {
            ArrayImages.intensities(file, block);
          }
        }
      }
      Rows rows = raw.rows(Scope.own(first), null);
      if (domain.image().isPresent() && x.scalar_type().intern() != ScalarType.Byte) {
        rows = new ConvertedRows(rows, some -> ArrayImages.bytes(ArrayImages.pixels(file, some)));
      }
      Dataset data =
          TrainHeldOutSplit.tenth(file.toString(), "rows", rows).numbered(spec.text(), domain);
      return options(spec, domain).applied(data);
    }
  }

  private static ImageOptions options(DatasetSpec spec, Domain domain) {
    if (domain.image().isEmpty()) {
      spec.allow(List.of());
    }
    return ImageOptions.of(spec);
  }

  /// Arrays on their way to a data set.
  ///
  /// @param used names of the arrays that have been read
  private record Reading(DatasetSpec spec, Path file, ArrayFile arrays, Set<String> used) {

    Dataset dataset(String rows) {
      Tensor x = read(rows);
      Domain domain = domain(file, x);
      ImageOptions options = options(spec, domain);
      List<String> notes = new ArrayList<>();
      Rows train = rows(x, labels(rows, x.size(0)), domain, notes);
      TrainHeldOutSplit split =
          held(train, domain, x, notes)
              .orElseGet(() -> TrainHeldOutSplit.tenth(file.toString(), "rows", train));
      List<String> passed = arrays.names().stream().filter(name -> !used.contains(name)).toList();
      if (!passed.isEmpty()) {
        String more = passed.size() > SHOWN ? ", … (" + passed.size() + ")" : "";
        notes.add(
            String.format(
                Locale.ROOT,
                "Arrays that are not used: %s%s.",
                String.join(", ", passed.subList(0, Math.min(SHOWN, passed.size()))),
                more));
      }
      Dataset data = split.noting(notes.stream().distinct().toList()).numbered(spec.text(), domain);
      return ArrayImages.noted(options.applied(data), options);
    }

    private Tensor read(String name) {
      used.add(name);
      return arrays.read(name);
    }

    private Optional<String> labels(String rows, long count) {
      return arrays
          .first(LABELS)
          .or(() ->
              rows.equals("arr_0")
                  ? arrays.first(List.of(SECOND)).filter(name -> integers(name, count))
                  : Optional.empty());
    }

    private boolean integers(String name, long count) {
      Matcher about = INTEGERS.matcher(arrays.about(name).orElse(""));
      return about.matches() && Long.parseLong(about.group(1)) == count;
    }

    /// The held-out rows that the file has.
    private Optional<TrainHeldOutSplit> held(
        Rows train, Domain domain, Tensor x, List<String> notes) {
      boolean test = arrays.first(TEST_ROWS).isPresent();
      String name = arrays.first(test ? TEST_ROWS : VAL_ROWS).orElse(null);
      if (name == null) {
        return Optional.empty();
      }
      Tensor rows = read(name);
      if (rows.numel() == 0) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: %s must contain rows to hold out, but is empty; add some, or leave it out",
                file,
                name));
      }
      if (!domain.equals(domain(file, rows))) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: %s must have the shape of the training rows, %s, but has %s; save rows of one shape",
                file,
                name,
                Arrays.toString(x.shape()),
                Arrays.toString(rows.shape())));
      }
      Optional<String> labels = arrays.first(test ? TEST_LABELS : VAL_LABELS);
      if (train.label() != null && labels.isEmpty()) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: must contain the labels of %s, because the training rows have labels, but contains none of %s; add them",
                file,
                name,
                String.join(", ", test ? TEST_LABELS : VAL_LABELS)));
      }
      Optional<String> own = train.label() == null ? Optional.empty() : labels;
      return Optional.of(TrainHeldOutSplit.of(train, rows(rows, own, domain, notes)));
    }

    private Rows rows(Tensor x, Optional<String> labels, Domain domain, List<String> notes) {
      finite(file, x);
      Tensor label =
          labels
              .map(name -> ArrayLabels.read(file, name, read(name), x.size(0), notes))
              .map(Scope::own)
              .orElse(null);
      Tensor stored =
          domain.image().isPresent()
              ? ArrayImages.bytes(ArrayImages.pixels(file, channelsFirst(x)))
              : Ops.toFloat(x);
      if (domain.image().isPresent() && x.is_floating_point()) {
        notes.add("Intensities are rounded to bytes.");
      }
      return Rows.of(Scope.own(stored.contiguous()), label);
    }
  }

  private static Tensor channelsFirst(Tensor x) {
    return ArrayImages.channelsFirst(x, null).orElseThrow();
  }

  /// Floating-point matrices are points; arrays of three or four axes are images.
  private static Domain domain(Path file, Tensor x) {
    long[] s = x.shape();
    if (s.length == 2 && x.is_floating_point() && s[0] > 0 && s[1] > 0) {
      return new Domain.Points((int) s[1]);
    }
    Optional<Tensor> images = ArrayImages.channelsFirst(x, null);
    if (images.isPresent() && x.numel() > 0) {
      return ArrayImages.domain(images.get());
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s: rows must be points as floating-point [n, d] or images as uint8 [n, h, w] or [n, h, w,"
                + " c] with 1 or 3 channels, but are %s %s; %s",
            file,
            x.scalar_type().intern() == ScalarType.Byte
                ? "uint8"
                : x.is_floating_point() ? "floating-point" : "integers",
            Arrays.toString(s),
            remedy(x)));
  }

  private static String remedy(Tensor x) {
    if (x.numel() == 0) {
      return "save some rows";
    }
    return switch ((int) x.dim()) {
      case 0, 1 -> "reshape them to [n, 1]";
      case 2 -> "convert points with astype('float32'), or reshape flat images to [n, h, w]";
      case 4 ->
          x.size(3) == 4
              ? "leave out the alpha channel: x[..., :3]"
              : "volumes and other channels are not supported: save slices, such as x[..., 0]";
      default -> "volumes and sequences are not supported: save single images";
    };
  }

  private static void finite(Path file, Tensor x) {
    if (x.is_floating_point() && !Ops.finite(x)) {
      throw new EverymodeException(
          file + ": rows must be finite numbers, but some are not; drop or fill them");
    }
  }
}
