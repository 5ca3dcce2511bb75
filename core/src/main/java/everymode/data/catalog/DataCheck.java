package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.file.CsvTable;
import everymode.data.file.ImageFormat;
import everymode.data.file.LevelDatasets;
import everymode.data.file.PathSpec;
import everymode.error.EverymodeException;
import everymode.io.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The result of checking a data set: its files compared with their known lengths and checksums,
/// and a summary of its rows.
///
/// @param name as requested
/// @param place location of its files; null for a built-in set
/// @param files the status of each file; empty unless the set is a known public one
/// @param remedy what to do about missing files; empty when none is missing
/// @param content summary of the rows; null when a file is missing or wrong
public record DataCheck(
    String name,
    @Nullable Path place,
    List<CheckedFile> files,
    String remedy,
    @Nullable RowSummary content) {

  private static final int BLOCK = 256;

  /// Copies the list.
  public DataCheck {
    files = List.copyOf(files);
  }

  /// The status of a file.
  public enum FileStatus {
    /// Length and checksum match.
    SOUND,
    /// The length matches; no checksum is known.
    LENGTH,
    /// It exists; neither length nor checksum is known.
    THERE,
    /// Optional and missing.
    ABSENT,
    /// Required and missing.
    MISSING,
    /// Length or checksum does not match.
    DIFFERS
  }

  /// A file and its status.
  ///
  /// @param bytes its length, or −1 when it is missing
  /// @param detail what was expected and found, in words
  public record CheckedFile(String name, long bytes, FileStatus verdict, String detail) {}

  /// Summary of the rows of a set; its components are many because each is a line of the result.
  ///
  /// @param format such as `IDX`
  /// @param description such as `60,000 images 28×28, 10 classes`
  /// @param shape of one row, such as `[1, 28, 28]`
  /// @param train number of training rows
  /// @param heldOut number of held-out rows
  /// @param trainCounts training rows per class
  /// @param heldOutCounts held-out rows per class
  /// @param least the smallest value in data units, over 4,096 training rows when out of core
  /// @param most the largest value, likewise
  /// @param hash of the training rows
  /// @param notes remarks that matter for reading scores
  public record RowSummary(
      String format,
      String description,
      List<Long> shape,
      int train,
      int heldOut,
      List<String> classes,
      List<Long> trainCounts,
      List<Long> heldOutCounts,
      double least,
      double most,
      String hash,
      List<String> notes) {

    /// Copies the lists.
    public RowSummary {
      shape = List.copyOf(shape);
      classes = List.copyOf(classes);
      trainCounts = List.copyOf(trainCounts);
      heldOutCounts = List.copyOf(heldOutCounts);
      notes = List.copyOf(notes);
    }
  }

  /// Checks a data set.
  ///
  /// @param spec as for [Datasets#open]
  /// @throws EverymodeException when it is not a known public set and cannot be opened
  public static DataCheck of(String spec) {
    return of(spec, KnownDataset.roots());
  }

  static DataCheck of(String spec, List<Path> roots) {
    Optional<KnownDataset> known =
        PathSpec.exists(spec) ? Optional.empty() : KnownDatasets.named(spec.strip());
    if (known.isEmpty()) {
      Path own = PathSpec.of(spec).file();
      return new DataCheck(spec, own, List.of(), "", content(Datasets.open(spec), format(own)));
    }
    KnownDataset set = known.get();
    Path folder = set.find(roots).orElse(null);
    List<CheckedFile> files =
        files(set, folder == null ? roots.getFirst().resolve(set.folder()) : folder);
    boolean missing = files.stream().anyMatch(file -> file.verdict == FileStatus.MISSING);
    RowSummary content =
        folder == null || missing || !sound(files)
            ? null
            : content(Datasets.open(folder.toString()), ImageFormat.of(folder).title());
    return new DataCheck(spec, folder, files, missing ? set.remedy(roots) : "", content);
  }

  /// Whether no file is missing or wrong, so that the set can be used.
  public boolean sound() {
    return sound(files);
  }

  private static boolean sound(List<CheckedFile> files) {
    return files.stream()
        .noneMatch(
            file -> file.verdict == FileStatus.MISSING || file.verdict == FileStatus.DIFFERS);
  }

  private static List<CheckedFile> files(KnownDataset set, Path folder) {
    List<CheckedFile> files = new ArrayList<>();
    set.files().forEach(part -> files.add(file(part, folder.resolve(part.name()))));
    KnownDataset.SourceFile archive = set.archive();
    if (archive != null) {
      files.add(file(archive, folder.resolveSibling(archive.name())));
    }
    return files;
  }

  private static CheckedFile file(KnownDataset.SourceFile part, Path path) {
    String name = part.name();
    String sum = part.sum();
    if (!Files.exists(path)) {
      String other = name.endsWith(".gz") ? name.replaceFirst("\\.gz$", "") : name + ".gz";
      Path twin = path.resolveSibling(other);
      if (Files.exists(twin)) {
        String unknown = "no length or checksum is known for this variant";
        return new CheckedFile(other, twin.toFile().length(), FileStatus.THERE, unknown);
      }
      String wanted =
          (part.bytes() < 0 ? "" : String.format(Locale.ROOT, "%,d bytes ", part.bytes()))
              + (sum.isEmpty() ? "" : part.algorithm() + " " + sum);
      FileStatus status = part.needed() ? FileStatus.MISSING : FileStatus.ABSENT;
      return new CheckedFile(name, -1, status, wanted.strip());
    }
    long bytes = path.toFile().length();
    if (part.bytes() >= 0 && part.bytes() != bytes) {
      String wanted = String.format(Locale.ROOT, "must have %,d bytes", part.bytes());
      return new CheckedFile(name, bytes, FileStatus.DIFFERS, wanted);
    }
    if (sum.isEmpty()) {
      FileStatus status = part.bytes() < 0 ? FileStatus.THERE : FileStatus.LENGTH;
      return new CheckedFile(name, bytes, status, "no checksum is known for this file");
    }
    String found = Sha256.of(path, part.algorithm());
    return found.equals(sum)
        ? new CheckedFile(name, bytes, FileStatus.SOUND, part.algorithm() + " " + found)
        : new CheckedFile(
            name,
            bytes,
            FileStatus.DIFFERS,
            String.format(Locale.ROOT, "%s must be %s, but is %s", part.algorithm(), sum, found));
  }

  private static String format(@Nullable Path path) {
    if (path == null) {
      return "built in, or composed of other sets";
    }
    return Datasets.format(path)
        .map(format -> format.getClass().getSimpleName())
        .or(() -> LevelDatasets.is(path) ? Optional.of("levels as text") : Optional.empty())
        .orElseGet(() ->
            switch (PathSpec.ending(path)) {
              case ".npy", ".npz" -> "NumPy arrays";
              case ".safetensors" -> "tensors";
              default ->
                  Files.isRegularFile(path) && CsvTable.is(path)
                      ? "table of numbers"
                      : ImageFormat.of(path).title();
            });
  }

  private static RowSummary content(Dataset data, String format) {
    double[] range = range(data);
    return new RowSummary(
        format,
        data.describe(),
        LongStream.of(data.domain().shape()).boxed().toList(),
        data.train().size(),
        data.heldOut().size(),
        data.classes(),
        counts(data.train(), data.classes().size()),
        counts(data.heldOut(), data.classes().size()),
        range[0],
        range[1],
        data.hash(),
        Stream.of(data.warnings(), data.notes()).flatMap(List::stream).toList());
  }

  private static List<Long> counts(Rows rows, int classes) {
    if (rows.label() == null) {
      return List.of();
    }
    long[] counts = new long[classes];
    for (long c : rows.labels()) {
      counts[(int) c]++;
    }
    return LongStream.of(counts).boxed().toList();
  }

  private static double[] range(Dataset data) {
    double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    data.train()
        .blocks(
            BLOCK,
            rows -> {
              Tensor x = data.domain().units(rows);
              range[0] = Math.min(range[0], x.min().item_double());
              range[1] = Math.max(range[1], x.max().item_double());
            });
    return range;
  }
}
