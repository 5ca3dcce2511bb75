package everymode.tensor;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Independent tasks on as many threads as the backend has.
public final class Parallel {

  private Parallel() {}

  /// Runs tasks in parallel; matrix products use one thread each.
  public static void run(int tasks, IntConsumer task) {
    results(
        tasks,
        i -> {
          task.accept(i);
          return i;
        });
  }

  /// The numbers that tasks in parallel return; matrix products use one thread each.
  public static double[] values(int tasks, IntToDoubleFunction task) {
    double[] values = new double[tasks];
    run(tasks, i -> values[i] = task.applyAsDouble(i));
    return values;
  }

  /// The results of tasks that run in parallel; matrix products use one thread each.
  public static <T> List<T> results(int tasks, IntFunction<T> task) {
    try (var workers =
        Executors.newFixedThreadPool(Math.min(Backend.threads(), Math.max(1, tasks)))) {
      List<Future<T>> running =
          IntStream.range(0, tasks).mapToObj(i -> workers.submit(() -> task.apply(i))).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(Interruption.await(each, "computing"));
      }
      return results; // after an interruption, closing the workers stops them
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EverymodeException reason) {
        throw reason;
      }
      throw new IllegalStateException("a computation failed", e.getCause());
    }
  }
}
