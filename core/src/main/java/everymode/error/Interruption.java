package everymode.error;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// How work answers the interruption of its thread, such as by `ExecutorService.shutdownNow`: it
/// stops at the next safe point and leaves the thread's interrupt flag set.
public final class Interruption {

  /// Bound while an interruption must wait, as in the middle of a training step.
  private static final ScopedValue<Boolean> POSTPONED = ScopedValue.newInstance();

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

  /// Runs work that must not be left half done: inside it [#await] goes on waiting, and the flag
  /// stays set for afterwards.
  ///
  /// @return what the work returns
  public static boolean postponed(BooleanSupplier work) {
    return ScopedValue.where(POSTPONED, true).call(work::getAsBoolean);
  }

  /// Waits for a result of another thread.
  ///
  /// @param what such as `computing distances`
  /// @throws EverymodeException when the calling thread is interrupted, unless that is postponed
  public static <T> T await(Future<T> result, String what) throws ExecutionException {
    if (POSTPONED.isBound()) {
      return join(result, () -> {});
    }
    try {
      return result.get();
    } catch (InterruptedException e) {
      throw of(what);
    }
  }

  /// Waits for a result of another thread to its end; an interruption in between leaves the flag
  /// set.
  ///
  /// @param interrupted called at each interruption of the calling thread
  public static <T> T join(Future<T> result, Runnable interrupted) throws ExecutionException {
    boolean flag = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          flag = true;
          interrupted.run();
        }
      }
    } finally {
      if (flag) {
        Thread.currentThread().interrupt();
      }
    }
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
