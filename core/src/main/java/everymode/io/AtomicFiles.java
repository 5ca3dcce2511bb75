package everymode.io;

import everymode.error.Interruption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes files under a temporary name and renames them: a reader never sees a partial file, and on
/// failure an existing file is unchanged.
public final class AtomicFiles {

  private AtomicFiles() {}

  /// Writes what a file contains.
  public interface Content {

    /// Writes it; called again from the beginning when the thread is interrupted meanwhile.
    ///
    /// @param file an empty file under a temporary name
    void writeTo(FileChannel file) throws IOException;
  }

  /// Writes a file piece by piece.
  ///
  /// @param file an existing file is replaced
  public static void write(Path file, Content content) throws IOException {
    Interruption.deferred(() -> {
      writeOnce(file, content);
      return file;
    });
  }

  private static void writeOnce(Path file, Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /// Writes bytes.
  ///
  /// @param file an existing file is replaced
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, channel -> put(channel, ByteBuffer.wrap(bytes)));
  }

  /// Writes a text in UTF-8.
  ///
  /// @param file an existing file is replaced
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes all bytes of a buffer.
  static void put(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
