package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Colour images 96×96 in the binary format of STL-10: 9,216 bytes each of red, green and blue,
/// column by column, and the labels 1 to 10 in a separate file.
///
/// *Source:* A. Coates, H. Lee and A. Ng, "An analysis of single-layer networks in unsupervised
/// feature learning", 2011.
final class Stl {

  /// File name of the training images.
  static final String TRAIN = "train_X.bin";

  private static final String END = "_X.bin";
  private static final int SIDE = 96;
  private static final int RECORD = 3 * SIDE * SIDE;
  private static final int CLASSES = 10;
  private static final Domain.Images DOMAIN = new Domain.Images(3, SIDE, SIDE);

  private Stl() {}

  /// Opens training and test images; unlabelled images are opened by the path of their file.
  static Dataset folder(String name, Path folder) {
    Path train = find(folder, TRAIN);
    Path test = find(folder, "test_X.bin");
    if (!Files.exists(test)) {
      return file(name, train);
    }
    boolean outOfCore = FileBytes.outOfCore(List.of(train, test));
    Rows rows = rows(train, outOfCore);
    Rows held = rows(test, outOfCore);
    if ((rows.label() == null) != (held.label() == null)) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must contain both train_y.bin and test_y.bin or neither, but %s is missing; add it",
              folder,
              rows.label() == null ? "train_y.bin" : "test_y.bin"));
    }
    return TrainHeldOutSplit.of(rows, held).dataset(name, DOMAIN, classes(rows, folder));
  }

  static Dataset file(String name, Path file) {
    Rows rows = rows(file, FileBytes.outOfCore(List.of(file)));
    return TrainHeldOutSplit.tenth(name, "images", rows)
        .dataset(name, DOMAIN, classes(rows, file.toAbsolutePath().getParent()));
  }

  /// Whether a file has a file name of this set, such as `unlabeled_X.bin`.
  static boolean named(String file) {
    return file.endsWith(END) || file.endsWith(END + ".gz");
  }

  private static List<String> classes(Rows rows, @Nullable Path folder) {
    return rows.label() == null || folder == null
        ? List.of()
        : ClassLabels.names(folder.resolve("class_names.txt"), CLASSES);
  }

  private static Rows rows(Path file, boolean outOfCore) {
    FileBytes raw = FileBytes.records(file, outOfCore, RECORD, "STL-10 images");
    long count = raw.x().numel() / RECORD;
    String own = String.valueOf(file.getFileName());
    Path labels =
        find(file.toAbsolutePath().getParent(), own.replaceFirst("_X\\.bin(\\.gz)?$", "_y.bin"));
    boolean labelled = named(own) && Files.exists(labels);
    try (var _ = new Scope()) {
      // Column-major: swap the last two axes.
      Tensor x = raw.x().view(count, 3, SIDE, SIDE).transpose(2, 3); // [n, 3, 96, 96]
      return raw.rows(Scope.own(x), labelled ? labels(labels, count, file) : null);
    }
  }

  private static long[] labels(Path file, long count, Path images) {
    long[] label = Ops.longs(FileBytes.records(file, false, 1, "labels").x());
    if (label.length != count) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must contain a label for each of the %d images of %s, but has %d; download it again",
              file,
              count,
              images,
              label.length));
    }
    ClassLabels.within(file, label, 1, CLASSES);
    return Arrays.stream(label).map(c -> c - 1).toArray();
  }

  private static Path find(@Nullable Path folder, String name) {
    return FileBytes.plainOrZipped(folder == null ? Path.of(name) : folder.resolve(name));
  }
}
