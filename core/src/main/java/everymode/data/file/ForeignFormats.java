package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.io.FileKind;
import everymode.io.Gzip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Files and folders in formats that are not read: recognised by their first bytes, so that the
/// error names what they are and what to do.
final class ForeignFormats {

  private static final String ARRAYS =
      "load it in Python and save it with numpy.savez(file, x=..., y=...)";
  private static final String TABLE = "save it as .csv";
  private static final String FOLDER = "give a folder of images";

  /// A format that is not read.
  ///
  /// @param magic the first bytes, as Latin-1 text
  private record Format(String magic, String what, String remedy) {}

  private static final List<Format> FORMATS =
      List.of(
          new Format(
              "\u0089HDF\r\n\u001a\n", "an HDF5 file (.h5, or .mat from version 7.3)", ARRAYS),
          new Format("MATLAB 5.0", "a MATLAB file", ARRAYS),
          new Format("\u0093NUMPY", "a NumPy array", "rename it so that it ends in .npy"),
          new Format("PAR1", "a Parquet table", TABLE),
          new Format("ARROW1", "an Arrow table", TABLE),
          new Format("FEA1", "a Feather table", TABLE),
          new Format("\u00d0\u00cf\u0011\u00e0", "an Excel workbook", TABLE),
          new Format("\u0089PNG", "a single image", FOLDER),
          new Format("\u00ff\u00d8\u00ff", "a single image", FOLDER),
          new Format("GIF8", "a single image", FOLDER),
          new Format("BM", "a single image", FOLDER),
          new Format("RIFF", "a single image, a film or a sound", FOLDER),
          new Format("II*\0", "a single image", FOLDER),
          new Format("MM\0*", "a single image", FOLDER));

  private static final Format TEXT =
      new Format(
          "",
          "text without tabs, semicolons, bars or commas between values",
          "separate the values with commas, and let the name end in .csv");

  private ForeignFormats() {}

  /// Refuses a file or folder that is in such a format.
  ///
  /// @throws EverymodeException naming the format
  static void refuse(Path path) {
    Optional<Format> found = Files.isDirectory(path) ? folder(path) : file(path);
    if (found.isPresent()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must be data in a format that is read here, but is %s; %s",
              path,
              found.get().what,
              found.get().remedy));
    }
  }

  private static Optional<Format> file(Path file) {
    byte[] bytes = Gzip.read(file, in -> in.readNBytes(FileKind.BYTES));
    String begin = new String(bytes, StandardCharsets.ISO_8859_1);
    String ending = PathSpec.ending(file);
    if (pickle(bytes)) {
      return Optional.of(
          ending.equals(".pt") || ending.equals(".pth")
              ? new Format("", "a PyTorch file", ARRAYS)
              : new Format("", "a Python pickle, which is never unpickled here", ARRAYS));
    }
    if (begin.startsWith("PK\3\4")) {
      return Optional.of(
          switch (ending) {
            case ".pt", ".pth" -> new Format("", "a PyTorch file", ARRAYS);
            case ".xlsx", ".ods" -> new Format("", "a workbook", TABLE);
            default ->
                new Format(
                    "",
                    "a zip archive with another ending",
                    "rename it so that it ends in .zip for images, or in .npz for arrays");
          });
    }
    if (ending.startsWith(".tfrecord")) {
      return Optional.of(new Format("", "a TensorFlow record file", ARRAYS));
    }
    return FORMATS.stream()
        .filter(format -> begin.startsWith(format.magic))
        .findFirst()
        .or(() ->
            Optional.ofNullable(FileKind.of(bytes))
                .map(kind -> new Format("", kind.title(), kind.remedy())))
        .or(() -> text(begin) ? Optional.of(TEXT) : Optional.empty());
  }

  /// Whether lines are text, but no web page or JSON; with separators they have been read as a
  /// table.
  private static boolean text(String begin) {
    return begin.indexOf('\n') > 0
        && "<{".indexOf(begin.charAt(0)) < 0
        && begin.chars().allMatch(c -> c >= ' ' || "\t\r\n".indexOf(c) >= 0);
  }

  /// Protocols 2 to 5; older ones are text.
  private static boolean pickle(byte[] bytes) {
    return bytes.length > 2 && (bytes[0] & 0xff) == 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
  }

  private static Optional<Format> folder(Path folder) {
    Path inner = folder.resolve("cifar-10-batches-py");
    for (Path place : List.of(folder, inner, folder.resolve("cifar-100-python"))) {
      boolean ten = isPickle(place.resolve("data_batch_1"));
      if (ten || (isPickle(place.resolve("train")) && isPickle(place.resolve("meta")))) {
        return Optional.of(
            new Format(
                "",
                "CIFAR in Python's pickles, which are never unpickled here",
                String.format(
                    Locale.ROOT,
                    "download the binary version, %s-binary.tar.gz, or save it with numpy.savez(file, x_train=..., y_train=...)",
                    ten ? "cifar-10" : "cifar-100")));
      }
    }
    return arrays(folder)
        .map(file ->
            new Format(
                "", "a folder without images, which has " + file.getFileName(), "give that file"));
  }

  private static boolean isPickle(Path file) {
    return Files.isRegularFile(file) && pickle(Gzip.read(file, in -> in.readNBytes(3)));
  }

  /// The first file of arrays or numbers in a folder.
  private static Optional<Path> arrays(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file ->
              ArrayFile.is(file)
                  || List.of(".csv", ".tsv", ".parquet", ".h5", ".hdf5", ".mat", ".pkl", ".mdb")
                      .contains(PathSpec.ending(file)))
          .sorted()
          .findFirst();
    } catch (IOException e) {
      throw new EverymodeException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
