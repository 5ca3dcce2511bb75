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

  /// Megabytes by which the memory may grow after the first cycles, in which the JVM compiles.
  private static final long GROWTH = 50;

  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 0, 1, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder;

  @Test
  void memory_stays_flat() throws Exception {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is resident");
    long before = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      cycle(folder.resolve("run-" + cycle));
      if (cycle == WARM_UP) {
        before = resident(status);
      }
      if (cycle % WARM_UP == 0) {
        System.out.printf("cycle %s: %s MB%n", cycle, resident(status));
      }
    }
    long after = resident(status);
    System.out.printf("cycle %s: %s MB%n", CYCLES, after);
    assertTrue(after - before <= GROWTH, before + " MB, then " + after + " MB");
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

  /// Megabytes of this process in memory, after a collection: the heap itself may breathe.
  private static long resident(Path status) throws IOException {
    System.gc();
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
