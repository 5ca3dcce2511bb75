package everymode.io;

import everymode.error.EverymodeException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads files that may be gzipped, detected by their first two bytes, not by their names.
public final class Gzip {

  private static final int MAGIC = 0x1f8b;
  private static final int BUFFER = 1 << 16;

  private Gzip() {}

  /// Opens a file and decompresses it if it is gzipped.
  public static InputStream open(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    try {
      return unzipped(raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /// Reads the bytes of a file.
  public interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /// Reads a file, decompressed; errors become [EverymodeException].
  public static <T> T read(Path file, Reader<T> reading) {
    try (InputStream in = open(file)) {
      return reading.read(in);
    } catch (EOFException _) {
      throw new EverymodeException(file + ": is cut off; download it again");
    } catch (ZipException e) {
      throw new EverymodeException(
          file + ": is not valid gzip (" + e.getMessage() + "); download it again");
    } catch (NoSuchFileException _) {
      throw new EverymodeException(file + ": does not exist; check the path");
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// Decompresses a stream if it is gzipped.
  public static InputStream unzipped(InputStream raw) throws IOException {
    var in = new BufferedInputStream(raw, BUFFER);
    in.mark(2);
    int first = in.read() << 8 | in.read();
    in.reset();
    return first == MAGIC ? new GZIPInputStream(in, BUFFER) : in;
  }

  /// Whether a file is gzipped.
  public static boolean is(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return (in.read() << 8 | in.read()) == MAGIC;
    }
  }
}
