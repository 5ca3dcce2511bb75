package everymode.tensor;

import everymode.error.Interruption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/// Runs native work of virtual threads on platform threads.
///
/// LibTorch keeps its gradient mode and its number of threads per thread of the operating system. A
/// virtual thread that waits may go on on another one, and another virtual thread on the first.
public final class PlatformThread {

  private PlatformThread() {}

  /// Runs work on the calling thread, or for a virtual thread on a new platform thread, with the
  /// caller's current device and lifetime. An interrupt of the caller is passed on.
  ///
  /// @return its result; a native object belongs to the caller's current scope
  public static <T> T call(Supplier<T> work) {
    if (!Thread.currentThread().isVirtual()) {
      return work.get();
    }
    Device device = Device.current();
    Supplier<T> carried = Lifetime.carried(work);
    FutureTask<T> task =
        new FutureTask<>(() -> {
          Backend.reset();
          return device.during(carried);
        });
    T result = joined(Thread.ofPlatform().name("everymode-work").daemon().start(task), task);
    if (result instanceof Pointer object) {
      Scope.adopt(object);
    }
    return result;
  }

  private static <T> T joined(Thread worker, FutureTask<T> task) {
    try {
      return Interruption.join(task, worker::interrupt);
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  /// Work of a [Supplier] throws no checked exceptions.
  private static RuntimeException unchecked(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }
}
