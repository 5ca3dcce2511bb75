package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path or name with options, as in `photos:resize=32`. Existing paths take precedence, since a
/// path may contain colons.
///
/// @param text path and options
/// @param path the text before the options; without an existing path, up to the first colon
/// @param options the text from the colon on, or the empty string
public record PathSpec(String text, String path, String options) {

  public static PathSpec of(String text) {
    int end = text.length();
    while (end > 0 && !exists(text.substring(0, end))) {
      end = text.lastIndexOf(':', end - 1);
    }
    int first = text.indexOf(':');
    int length = end > 0 ? end : first < 0 ? text.length() : first;
    return new PathSpec(text, text.substring(0, length), text.substring(length));
  }

  /// The file or folder, or null when it does not exist.
  public @Nullable Path file() {
    return exists(path) ? Path.of(path) : null;
  }

  /// Whether a text is the path of an existing file or folder.
  public static boolean exists(String text) {
    return !text.isBlank() && path(text).filter(Files::exists).isPresent();
  }

  /// The ending of a path in lower case, such as `.csv`; a final `.gz` is ignored.
  public static String ending(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return name.substring(Math.max(0, name.lastIndexOf('.')));
  }

  /// Rejects paths that are neither a file nor a folder: a pipe can be read only once, and reading
  /// it may block forever.
  public static void readable(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new EverymodeException(
          path + ": must be a file or a folder, but is neither; save its contents to a file first");
    }
  }

  public DatasetSpec spec() {
    return DatasetSpec.parse(text, path.length());
  }

  /// A path, existing or not; empty when the operating system does not allow such a path.
  public static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
