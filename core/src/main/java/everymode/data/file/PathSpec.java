package everymode.data.file;

import everymode.data.DatasetSpec;
import everymode.error.EverymodeException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path with options, as in `photos:resize=32`. Existing paths take precedence, since a path may
/// contain colons.
///
/// @param text path and options
/// @param path the text before the options
/// @param options the text from the colon on, or the empty string
public record PathSpec(String text, String path, String options) {

  public static PathSpec of(String text) {
    if (file(text) != null) {
      return new PathSpec(text, text, "");
    }
    for (int colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
      if (file(text.substring(0, colon)) != null) {
        return new PathSpec(text, text.substring(0, colon), text.substring(colon));
      }
    }
    return new PathSpec(text, text, "");
  }

  /// The file or folder, or null when it does not exist.
  @Nullable
  public Path file() {
    return file(path);
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

  private static @Nullable Path file(String text) {
    return text.isBlank() ? null : parsed(text).filter(Files::exists).orElse(null);
  }

  private static Optional<Path> parsed(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
