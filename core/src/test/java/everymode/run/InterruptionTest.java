package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Everymode;
import everymode.Tiny;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.train.Event;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Services stop work by interrupting its thread, as `ExecutorService.shutdownNow` does.
final class InterruptionTest {

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  private static Training.RunSettings settings(int threads, long evalEvery) {
    return new Training.RunSettings(
        Device.CPU,
        threads,
        5,
        2,
        evalEvery,
        Evaluation.EvaluationSettings.defaults(),
        PartExecutor.THREADS);
  }

  private static Recipe recipe(String family) {
    Recipe small =
        switch (family) {
          case "pointwise", "bagging" ->
              Recipe.of(family, "ring", 1).set("rounds=2").set("member.steps=60");
          default -> Recipe.of(family, "ring", 1).set("steps=120");
        };
    return family.equals("pointwise") ? small.set("ratio.at=60") : small;
  }

  @ParameterizedTest
  @CsvSource({"gan,0,1", "gan,60,1", "bourgan,0,2", "pointwise,0,1", "bagging,0,2"})
  void an_interrupted_training_stops_after_a_step_and_resumes_exactly(
      String family, long evalEvery, int threads) throws Exception {
    Training.RunSettings settings = settings(threads, evalEvery);
    Path whole = folder.resolve("whole");
    try (Training training = Training.begin(recipe(family), whole, settings, _ -> {})) {
      training.train(() -> false);
    }
    Path cut = folder.resolve("cut");
    SplittableRandom random = new SplittableRandom(3);
    int interruptions = 0;
    boolean finished = false;
    while (!finished) {
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      boolean[] done = {false, false};
      Thread thread =
          new Thread(() -> {
            try (Training training =
                Files.exists(cut)
                    ? Training.resume(cut, settings, _ -> {}, _ -> {})
                    : Training.begin(recipe(family), cut, settings, _ -> {})) {
              done[0] = training.train(() -> false);
              done[1] = Thread.currentThread().isInterrupted();
            } catch (Throwable e) {
              failure.set(e);
            }
          });
      thread.start();
      if (interruptions < 12 && !thread.join(java.time.Duration.ofMillis(random.nextInt(150)))) {
        thread.interrupt();
      }
      thread.join();
      assertThat(failure.get()).isNull();
      finished = done[0];
      assertThat(finished || done[1]).as("the flag stays set").isTrue();
      interruptions++;
    }
    assertThat(interruptions).isGreaterThan(2);
    assertThat(Trained.open(cut, Device.CPU).stateHash())
        .isEqualTo(Trained.open(whole, Device.CPU).stateHash());
    assertThat(Files.readString(cut.resolve("status.json"))).contains("\"finished\"");
    if (evalEvery > 0) {
      assertThat(Files.readAllLines(cut.resolve("scores.jsonl")))
          .isEqualTo(Files.readAllLines(whole.resolve("scores.jsonl")));
    }
  }

  @Test
  void a_training_of_an_interrupted_thread_begins_and_stops_at_once() throws IOException {
    Path run = folder.resolve("run");
    Thread.currentThread().interrupt();
    try (Training training = Training.begin(recipe("gan"), run, settings(1, 0), _ -> {})) {
      assertThat(training.train(() -> false)).isFalse();
      assertThat(training.steps()).isZero();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readString(run.resolve("status.json"))).contains("\"stopped\"");
  }

  @Test
  void an_executor_that_shuts_down_finds_its_training_saved() throws Exception {
    Path run = folder.resolve("run");
    try (var pool = Executors.newSingleThreadExecutor()) {
      var result =
          pool.submit(() -> {
            try (Training training =
                Training.begin(Recipe.of("gan", "ring", 1), run, settings(1, 0), _ -> {})) {
              return training.train(() -> false);
            }
          });
      while (!Files.exists(run.resolve("checkpoints/step-00000020.safetensors"))) {
        Thread.sleep(5);
      }
      pool.shutdownNow();
      assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      assertThat(result.get()).isFalse();
    }
    assertThat(Trained.open(run, Device.CPU).steps()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void a_training_in_memory_ends_with_a_sentence() {
    var request =
        Everymode.train("gan", Tiny.points())
            .steps(50)
            .watch(event -> {
              if (event instanceof Event.Step step && step.step() == 7) {
                Thread.currentThread().interrupt();
              }
            });
    assertThatThrownBy(request::run)
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("interrupted while training");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void an_evaluation_ends_with_its_result_or_with_a_sentence() throws Exception {
    var ring = Datasets.open("ring");
    var distribution = Objects.requireNonNull(ring.distribution());
    var expected = Evaluation.of(ring, distribution, new RandomKey(1));
    SplittableRandom random = new SplittableRandom(4);
    int interrupted = 0;
    for (int i = 0; i < 12; i++) {
      AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
      Thread thread =
          new Thread(() -> {
            try {
              outcome.set(Evaluation.of(ring, distribution, new RandomKey(1)));
            } catch (EverymodeException e) {
              outcome.set(e.getMessage());
            } catch (Throwable e) {
              outcome.set(e);
            }
          });
      thread.start();
      thread.join(java.time.Duration.ofMillis(random.nextInt(400)));
      thread.interrupt();
      thread.join();
      Object got = outcome.get();
      if (got instanceof String sentence) {
        assertThat(sentence).startsWith("interrupted while ");
        interrupted++;
      } else {
        assertThat(got).isEqualTo(expected);
      }
    }
    assertThat(interrupted).isPositive();
  }

  @Test
  void files_are_written_and_read_by_an_interrupted_thread() {
    Path file = folder.resolve("file");
    Thread.currentThread().interrupt();
    RunDirectory.write(file, "text");
    assertThat(RunDirectory.text(file)).isEqualTo("text");
    JsonLines lines = new JsonLines(folder.resolve("lines"));
    lines.append(Json.object().put("a", 1));
    lines.append(Json.object().put("a", 2));
    lines.retain(line -> line.path("a").asInt() > 1);
    assertThat(lines.read()).isEqualTo(List.of(Json.object().put("a", 2)));
    assertThat(Thread.interrupted()).isTrue();
  }
}
