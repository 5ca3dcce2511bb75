package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.JoinedRows;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Colour images 32×32 in the binary format of CIFAR-10 and CIFAR-100: records of one or two labels
/// (the coarse one first), then 1,024 bytes each of red, green and blue, row by row.
///
/// *Source:* A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
enum Cifar {
  /// One label per record.
  TEN("CIFAR-10", 1, 10, "batches.meta.txt"),
  /// Two labels per record; the fine label is the class.
  HUNDRED("CIFAR-100", 2, 100, "fine_label_names.txt");

  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final Domain.Images DOMAIN = new Domain.Images(3, SIDE, SIDE);

  private final String title;
  private final int labels;
  private final int classes;
  private final String names;

  Cifar(String title, int labels, int classes, String names) {
    this.title = title;
    this.labels = labels;
    this.classes = classes;
    this.names = names;
  }

  private int record() {
    return labels + PIXELS;
  }

  private List<String> train() {
    return this == TEN
        ? Stream.of(1, 2, 3, 4, 5).map(i -> "data_batch_" + i + ".bin").toList()
        : List.of("train.bin");
  }

  private List<Path> train(Path folder) {
    return train().stream().map(folder::resolve).map(FileBytes::plainOrZipped).toList();
  }

  private String test() {
    return this == TEN ? "test_batch.bin" : "test.bin";
  }

  /// Whether a folder looks like this set.
  boolean in(Path folder) {
    return train(folder).stream().anyMatch(Files::exists);
  }

  Dataset folder(String name, Path folder) {
    List<Path> train = train(folder);
    for (Path part : train) {
      if (!Files.exists(part)) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: must contain %s, but %s is missing; add it, or open a single file",
                folder,
                String.join(", ", train()),
                part.getFileName()));
      }
    }
    Path test = FileBytes.plainOrZipped(folder.resolve(test()));
    List<Path> held = Files.exists(test) ? List.of(test) : List.of();
    return dataset(name, train, held, folder.resolve(names));
  }

  Dataset file(String name, Path file) {
    return dataset(name, List.of(file), List.of(), file.resolveSibling(names));
  }

  private Dataset dataset(String name, List<Path> train, List<Path> held, Path named) {
    boolean outOfCore = FileBytes.outOfCore(Stream.of(train, held).flatMap(List::stream).toList());
    Rows rows = rows(train, outOfCore);
    TrainHeldOutSplit split =
        held.isEmpty()
            ? TrainHeldOutSplit.tenth(name, "images", rows)
            : TrainHeldOutSplit.of(rows, rows(held, outOfCore));
    return split.dataset(name, DOMAIN, ClassLabels.names(named, classes));
  }

  /// A single tensor when the files are read, joined rows when they are mapped.
  private Rows rows(List<Path> files, boolean outOfCore) {
    List<Rows> parts = new ArrayList<>();
    List<Tensor> bytes = new ArrayList<>();
    List<Tensor> labels = new ArrayList<>();
    for (Path file : files) {
      FileBytes raw = FileBytes.records(file, outOfCore, record(), title + " records");
      Rows part = raw.rows(view(raw.x()), labels(file, raw));
      parts.add(part);
      bytes.add(raw.x());
      labels.add(Objects.requireNonNull(part.label()));
    }
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    if (outOfCore) {
      return JoinedRows.of(parts, DOMAIN);
    }
    try (var _ = new Scope()) {
      return Rows.of(view(Ops.cat(bytes)), Scope.own(Ops.cat(labels)));
    }
  }

  /// The pixels of records without a copy: `[n, 3, 32, 32]`.
  private Tensor view(Tensor bytes) {
    try (var _ = new Scope()) {
      Tensor records = bytes.view(-1, record()); // [n, record]
      return Scope.own(records.narrow(1, labels, PIXELS).unflatten(1, 3, SIDE, SIDE));
    }
  }

  private long[] labels(Path file, FileBytes raw) {
    try (var _ = new Scope()) {
      Tensor column = raw.x().view(-1, record()).select(1, labels - 1L); // [n]
      long[] label = Ops.longs(column.to(ScalarType.Byte));
      ClassLabels.within(file, label, 0, classes - 1);
      return label;
    }
  }

  /// The format of a single file: by its name, else by its length.
  static Cifar of(Path file) {
    for (Cifar kind : values()) {
      if (kind.names(file)) {
        return kind;
      }
    }
    long size = file.toFile().length();
    boolean hundred = size % HUNDRED.record() == 0 && size % TEN.record() != 0;
    return hundred ? HUNDRED : TEN;
  }

  /// Whether a file has a file name of one of the sets, such as `test_batch.bin`.
  static boolean named(Path file) {
    return TEN.names(file) || HUNDRED.names(file);
  }

  private boolean names(Path file) {
    String name = String.valueOf(file.getFileName());
    return Stream.concat(train().stream(), Stream.of(test()))
        .anyMatch(own -> name.equals(own) || name.equals(own + ".gz"));
  }
}
