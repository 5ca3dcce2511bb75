package everymode.error;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/// How work answers the interruption of its thread, such as by `ExecutorService.shutdownNow`: it
/// stops at the next safe point and leaves the thread's interrupt flag set.
public final class Interruption {

  private Interruption() {}

  /// Whether the calling thread was interrupted; the flag stays set.
  public static boolean requested() {
    return Thread.currentThread().isInterrupted();
  }

  /// The exception for work that ended early, with the calling thread's interrupt flag set.
  ///
  /// @param what such as `computing distances`
  public static EverymodeException of(String what) {
    Thread.currentThread().interrupt();
    return new EverymodeException(
        "interrupted while " + what + ": its thread was interrupted; start it again");
  }

  /// An operation on a file.
  @FunctionalInterface
  public interface FileOperation<T> {
    /// Runs the operation.
    T run() throws IOException;
  }

  /// Runs an operation on a file to its end. Java closes the channels of an interrupted thread, so
  /// the flag is cleared before and set again afterwards; an operation that is interrupted is
  /// repeated.
  ///
  /// @param operation may be repeated from its beginning
  public static <T> T deferred(FileOperation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
          interrupted = true;
          Thread.interrupted(); // clears the flag, which would close the next channel too
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
