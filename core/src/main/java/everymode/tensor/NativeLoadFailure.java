package everymode.tensor;

import java.nio.file.Path;
import java.util.Locale;

/// Explains what the dynamic linker says when it cannot load a library.
final class NativeLoadFailure {

  private NativeLoadFailure() {}

  /// One sentence with the remedy.
  ///
  /// @param said by the dynamic linker
  /// @param folder where the libraries are
  /// @param move how to move that folder
  static String sentence(String said, Path folder, String move) {
    if (said.contains("failed to map segment") || said.contains("Operation not permitted")) {
      return String.format(
          Locale.ROOT,
          "%s does not allow programs to run (it is mounted with noexec), so the native libraries there cannot be loaded; %s",
          folder,
          move);
    }
    if (said.contains("Error loading shared library") || said.contains("Error relocating")) {
      return String.format(
          Locale.ROOT,
          "LibTorch needs a Linux with glibc, such as Debian or Ubuntu, but this one has musl, such as Alpine (%s); use an image with glibc",
          said);
    }
    if (said.matches("(?s).*version `GLIBC(XX)?_[^']*' not found.*")) {
      return String.format(
          Locale.ROOT,
          "LibTorch needs a newer glibc than this system's (%s); use a newer system",
          said);
    }
    return String.format(
        Locale.ROOT,
        "LibTorch does not load from %s: %s; remove that folder to unpack it again, or %s",
        folder,
        said,
        move);
  }

  /// One sentence with the remedy for libraries that cannot be written.
  ///
  /// @param reason given by the file system
  static String unpacking(String reason, Path folder, String move) {
    return String.format(
        Locale.ROOT,
        "cannot unpack the native libraries into %s: %s; they need 450 MB: make room there, or %s",
        folder,
        reason,
        move);
  }
}
