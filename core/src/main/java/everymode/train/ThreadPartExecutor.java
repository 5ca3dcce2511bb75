package everymode.train;

import everymode.error.Interruption;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Trains independent parts on threads of this process. The available threads are divided equally,
/// however many parts are left, so that results depend only on the number of threads.
///
/// Worker threads end a second after their last step, also when the executor is not closed.
final class ThreadPartExecutor implements PartExecutor {

  private final int together;

  private final int all;
  private final int each;
  private final ThreadPoolExecutor workers;

  /// @param parts number of parts of the stage
  ThreadPartExecutor(int parts) {
    all = Backend.threads();
    together = Math.min(parts, all);
    each = Math.max(1, all / together);
    workers =
        new ThreadPoolExecutor(
            together, together, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
    workers.allowCoreThreadTimeOut(true);
  }

  @Override
  public void advance(List<Part> open) {
    List<Part> now = open.stream().limit(together).toList();
    if (together == 1) {
      now.forEach(Part::step);
    } else {
      runAll(now.stream().<Runnable>map(part -> part::step).toList());
    }
  }

  private Thread worker(Runnable work) {
    return Thread.ofPlatform()
        .name("everymode-part")
        .daemon()
        .unstarted(() -> {
          Backend.threads(each);
          work.run();
        });
  }

  /// Runs all steps; when all have ended, throws the first exception in their order.
  void runAll(List<Runnable> steps) {
    Device device = Device.current();
    List<Future<?>> running = new ArrayList<>();
    for (Runnable step : steps) {
      Supplier<Device> work =
          Lifetime.carried(() -> {
            device.during(step);
            return device;
          });
      running.add(workers.submit(work::get));
    }
    RuntimeException first = null;
    for (Future<?> each : running) {
      RuntimeException failed = result(each);
      first = first == null ? failed : first;
    }
    Backend.threads(all); // a worker's setting also applies to all threads started later
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable RuntimeException result(Future<?> step) {
    try {
      Interruption.join(step, () -> {}); // a step cannot be abandoned
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    workers.shutdown();
  }
}
