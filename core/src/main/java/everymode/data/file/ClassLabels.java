package everymode.data.file;

import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.io.Gzip;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Class names and labels in files.
final class ClassLabels {

  private static final int MOST_NAMES = 1 << 16;

  private ClassLabels() {}

  /// The names of classes, one per line, or their numbers when the file does not exist.
  static List<String> names(Path file, int classes) {
    if (!Files.exists(file)) {
      return TrainHeldOutSplit.numbers(classes);
    }
    byte[] text =
        Gzip.read(file, in -> in.readNBytes(MOST_NAMES)); // anything longer is not a list of names
    List<String> names =
        new String(text, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (names.size() != classes || names.stream().distinct().count() != classes) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must contain the names of %d classes, one per line, but has %d; correct or remove it",
              file,
              classes,
              names.stream().distinct().count()));
    }
    return names;
  }

  /// Rejects labels outside a range.
  static void within(Path file, long[] label, int least, int most) {
    for (int row = 0; row < label.length; row++) {
      if (label[row] < least || label[row] > most) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: labels must be from %d to %d, but row %d has %d; check that it is the right file",
                file,
                least,
                most,
                row,
                label[row]));
      }
    }
  }
}
