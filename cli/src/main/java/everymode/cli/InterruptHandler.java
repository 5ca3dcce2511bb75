package everymode.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Ctrl-C: asks the work to stop after its step, and keeps the process alive until it has saved.
final class InterruptHandler implements BooleanSupplier, AutoCloseable {

  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "stop");
  private volatile boolean asked;

  InterruptHandler() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void ask() {
    asked = true;
    try {
      boolean done = saved.await(60, TimeUnit.SECONDS);
      if (!done) {
        System.err.println("everymode: the last steps could not be saved; resume the run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean getAsBoolean() {
    return asked;
  }

  /// Says that all is saved; after Ctrl-C the process ends now.
  @Override
  public void close() {
    saved.countDown();
    if (asked) {
      // The shutdown has begun: wait for it instead of running into it.
      Runtime.getRuntime().halt(Main.STOPPED);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      Runtime.getRuntime().halt(Main.STOPPED); // Ctrl-C came this very moment
    }
  }
}
