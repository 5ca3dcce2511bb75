package everymode.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Handles Ctrl-C: stops the work after its step and keeps the process alive until it has saved.
final class InterruptHandler implements BooleanSupplier, AutoCloseable {

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "stop");
  private volatile boolean interrupted;

  InterruptHandler() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    interrupted = true;
    try {
      if (!saved.await(1, TimeUnit.SECONDS)) {
        System.err.println("everymode: stopping after the current step or measurement");
      }
      boolean inTime = saved.await(60, TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("everymode: the last steps could not be saved; resume the run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean getAsBoolean() {
    return interrupted;
  }

  /// Reports that everything is saved; after Ctrl-C the process ends now.
  @Override
  public void close() {
    saved.countDown();
    if (interrupted) {
      // The shutdown has begun and its hook waits for this: end the process.
      Runtime.getRuntime().halt(Main.STOPPED);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      Runtime.getRuntime().halt(Main.STOPPED); // Ctrl-C came just now
    }
  }
}
