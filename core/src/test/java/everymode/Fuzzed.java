package everymode;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.error.EverymodeException;
import everymode.tensor.Scope;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What must hold for every parser and any input.
public final class Fuzzed {

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long FIXED = 16 << 20;

  /// The largest expansion of a byte by deflate, with room for copies.
  private static final long PER_BYTE = 1 << 14;

  private Fuzzed() {}

  /// A parser.
  public interface Reading {
    /// Reads; an invalid input is reported by [EverymodeException], or by [IOException] where the
    /// file name is not known yet, and by nothing else.
    ///
    /// @throws Exception which fails the test unless it is one of these
    void read() throws Exception;
  }

  /// Reads an input and checks two rules: errors are reported in one sentence, and memory is
  /// allocated in proportion to the input, not to the sizes that it declares.
  ///
  /// @param bytes length of the input
  /// @param reading the parser
  /// @throws Exception when the parser throws anything else
  public static void read(long bytes, Reading reading) throws Exception {
    long taken = Long.MAX_VALUE;
    for (int i = 0; i < 3 && taken > FIXED + PER_BYTE * bytes; i++) { // the first loads classes
      long before = THREADS.getCurrentThreadAllocatedBytes();
      once(reading);
      taken = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(taken)
        .as("bytes of memory for an input of %d", bytes)
        .isLessThanOrEqualTo(FIXED + PER_BYTE * bytes);
  }

  /// A parser of files.
  public interface FileReading {
    /// Reads, as [Reading#read] does.
    ///
    /// @param file with the input
    /// @throws Exception as [Reading#read] does
    void read(Path file) throws Exception;
  }

  /// Passes an input to a parser of files, as [#read] does.
  ///
  /// @param ending the file name's extension, with its dot
  /// @param bytes the input
  /// @param reading the parser
  /// @throws Exception when the parser throws anything else
  public static void file(String ending, byte[] bytes, FileReading reading) throws Exception {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Path file = folder.resolve("everymode-fuzz-" + ProcessHandle.current().pid() + ending);
    Files.write(file, bytes);
    try {
      read(
          bytes.length,
          () -> {
            try (var _ = new Scope()) {
              reading.read(file);
            }
          });
    } finally {
      Files.delete(file);
    }
  }

  private static void once(Reading reading) throws Exception {
    try {
      reading.read();
    } catch (EverymodeException e) {
      assertThat(e.sentence()).isNotBlank();
    } catch (IOException _) {
      // The caller, which knows the file, reports it.
    }
  }
}
