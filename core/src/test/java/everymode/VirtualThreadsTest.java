package everymode;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.sample.Sampler;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.PartExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Virtual threads, which wait and go on on other threads of the operating system, get the bytes of
/// platform threads.
final class VirtualThreadsTest {

  private static final Dataset DIGITS = Datasets.open("digits");

  @TempDir private Path folder = Path.of("");
  private int threads;

  /// Two threads sum in another order than one, so that a change of their number shows.
  @BeforeEach
  void threads_of_this_thread() {
    threads = Backend.threads();
    Backend.threads(2);
  }

  @AfterEach
  void restore_threads() {
    Backend.threads(threads);
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_training_whose_observer_waits_has_equal_bytes() throws Exception {
    var request = Everymode.train("gan", DIGITS).seed(1).steps(15);
    float[] expected = request.run().samples(64);
    Set<String> kinds = new ConcurrentSkipListSet<>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<float[]>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            pool.submit(() ->
                request
                    .watch(_ -> {
                      pause();
                      kinds.add(Thread.currentThread().isVirtual() + " " + Backend.threads());
                    })
                    .run()
                    .samples(64)));
        pool.execute(() -> Backend.threads(2)); // what another request does on some thread
      }
      for (Future<float[]> each : all) {
        assertThat(each.get()).isEqualTo(expected);
      }
    }
    assertThat(kinds).containsExactly("false 1");
  }

  @Test
  void a_training_in_a_run_directory_has_equal_bytes() throws Exception {
    assertThat(inVirtualThread(() -> trained("virtual"))).isEqualTo(trained("platform"));
  }

  /// Begins, stops, resumes and opens a run.
  private String trained(String name) {
    Path run = folder.resolve(name);
    var settings =
        new Training.RunSettings(
            Device.CPU, 1, 5, 2, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);
    int[] polls = {0};
    try (Training training =
        Training.begin(
            Recipe.of("gmgan", "ring", 1).set("steps=20"), run, settings, _ -> pause())) {
      training.train(() -> polls[0]++ == 8);
    }
    try (Training training = Training.resume(run, settings, _ -> pause(), _ -> {})) {
      assertThat(training.steps()).isEqualTo(8);
      training.train(() -> false);
    }
    try (Trained trained = Trained.open(run, Device.CPU)) {
      return trained.stateHash();
    }
  }

  @Test
  void many_samplers_at_once_have_equal_bytes() throws Exception {
    try (var model = Everymode.train("gmgan", DIGITS).steps(2).run();
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      float[] expected = model.samples(50);
      Sampler sampler = model.sampler();
      List<Future<float[]>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(
            pool.submit(() -> {
              try (var _ = new Scope()) {
                return Ops.floats(sampler.sample(50, new RandomKey(1).fold("sample")));
              }
            }));
      }
      for (Future<float[]> each : all) {
        assertThat(each.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void an_evaluation_has_equal_scores() throws Exception {
    try (var model = Everymode.train("gan", DIGITS).steps(2).run()) {
      assertThat(inVirtualThread(model::evaluate).all()).isEqualTo(model.evaluate().all());
    }
  }

  private static <T> T inVirtualThread(java.util.concurrent.Callable<T> work) throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      return pool.submit(work).get();
    }
  }
}
