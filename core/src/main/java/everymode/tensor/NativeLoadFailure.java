package everymode.tensor;

import java.nio.file.Path;

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
      return "%s does not allow programs to run (it is mounted with noexec), so the native libraries there cannot be loaded; %s"
          .formatted(folder, move);
    }
    if (said.contains("Error loading shared library") || said.contains("Error relocating")) {
      return "LibTorch needs a Linux with glibc, such as Debian or Ubuntu, but this one has musl, such as Alpine (%s); use an image with glibc"
          .formatted(said);
    }
    if (said.matches("(?s).*version `GLIBC(XX)?_[^']*' not found.*")) {
      return "LibTorch needs a newer glibc than this system's (%s); use a newer system"
          .formatted(said);
    }
    return "LibTorch does not load from %s: %s; remove that folder to unpack it again, or %s"
        .formatted(folder, said, move);
  }

  /// One sentence with the remedy for libraries that cannot be written.
  ///
  /// @param reason given by the file system
  static String unpacking(String reason, Path folder, String move) {
    return "cannot unpack the native libraries into %s: %s; they need 450 MB: make room there, or %s"
        .formatted(folder, reason, move);
  }
}
