package example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import everymode.Everymode;
import everymode.metric.Evaluation;
import everymode.run.Recipe;
import everymode.run.Training;
import everymode.tensor.Device;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a service does all day: train, save, open, draw samples from many threads, close.
class ModelsTest {

  private static final int CYCLES = 300;
  private static final int WARM_UP = 60;
  private static final int THREADS = 8;

  /// Megabytes by which memory may grow after the first cycles, in which the JVM compiles.
  private static final long GROWTH = 50;

  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 0, 1, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder;
  private int cycle;

  @Test
  void memory_stays_flat() throws Exception {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is resident");
    long early = floor(WARM_UP, 2 * WARM_UP, status);
    long late = floor(CYCLES - WARM_UP, CYCLES, status);
    System.out.printf("resident: %s MB after %s cycles, %s MB at the end%n", early, WARM_UP, late);
    assertTrue(late - early <= GROWTH, early + " MB, then " + late + " MB");
  }

  /// Runs all cycles up to one, and returns the least megabytes seen since another: the collector
  /// lets the heap breathe, but memory that is lost never comes back.
  private long floor(int from, int to, Path status) throws Exception {
    long least = Long.MAX_VALUE;
    for (; cycle < to; cycle++) {
      cycle(folder.resolve("run-" + cycle));
      if (cycle >= from && cycle % 10 == 0) {
        System.gc();
        least = Math.min(least, resident(status));
      }
    }
    return least;
  }

  private static void cycle(Path run) throws ExecutionException, InterruptedException {
    Recipe recipe = Recipe.of("gmgan", "digits", 1).set("steps=3");
    try (Training training = Training.begin(recipe, run, SETTINGS, _ -> {})) {
      assertTrue(training.train(() -> false));
    }
    try (var model = Everymode.open(run);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<float[]>> drawn = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        drawn.add(pool.submit(() -> model.samples(16)));
      }
      for (Future<float[]> each : drawn) {
        assertArrayEquals(drawn.getFirst().get(), each.get());
      }
    }
  }

  /// Megabytes of this process in memory.
  private static long resident(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  @Test
  void jackson_2_and_jackson_3_work_side_by_side() throws Exception {
    assertEquals("[1,2]", new ObjectMapper().writeValueAsString(new int[] {1, 2}));
    assertEquals(
        "[1,2]",
        new tools.jackson.databind.ObjectMapper().writeValueAsString(new int[] {1, 2}));
    try (var model =
        Everymode.train("gan", everymode.data.catalog.Datasets.open("ring")).steps(1).run()) {
      assertEquals(4, model.samples(2).length);
    }
  }
}
