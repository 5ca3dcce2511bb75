package everymode.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Kept;
import everymode.Tiny;
import everymode.data.Dataset;
import everymode.model.gan.Gan;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.StateVisitor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Independent parts of a model, trained in parallel.
final class PartExecutorTest {

  private static final Dataset POINTS = Tiny.points();

  @BeforeEach
  void use_two_threads() {
    Backend.threads(2);
  }

  @AfterEach
  void leave_no_thread_to_the_next_test() {
    Backend.threads(1);
    assertThat(await(() -> workers() == 0)).isTrue();
  }

  /// A model of some stages without state.
  private record Listed(List<Stage> stages) implements Model {

    Listed(Stage... stages) {
      this(List.of(stages));
    }

    @Override
    public Optional<Stage> stage(int index) {
      return index < stages.size() ? Optional.of(stages.get(index)) : Optional.empty();
    }

    @Override
    public void state(StateVisitor s) {
      // no state
    }
  }

  private static Model parts(Model... models) {
    return new Listed(new Stage.Parts("parts", List.of(models)));
  }

  private static Model game(int number) {
    Gan gan = new Gan();
    return gan.build(Shrink.to(gan.defaults(POINTS), 6), POINTS, new RandomKey(number));
  }

  private static List<Map<String, ByteBuffer>> together(int threads) {
    Backend.threads(threads);
    List<Model> games = IntStream.range(0, 3).mapToObj(PartExecutorTest::game).toList();
    new TrainingLoop(parts(games.toArray(Model[]::new)), new RandomKey(7), _ -> {}).finish();
    return games.stream().map(Kept::bytes).toList();
  }

  private static Map<String, ByteBuffer> alone(int number) {
    Backend.threads(1);
    Model game = game(number);
    new TrainingLoop(game, new RandomKey(7).fold("stage").fold(0).fold(number), _ -> {}).finish();
    game.finish();
    return Kept.bytes(game);
  }

  @Test
  void parallel_parts_are_bitwise_equal_to_each_part_alone() {
    List<Map<String, ByteBuffer>> alone =
        IntStream.range(0, 3).mapToObj(PartExecutorTest::alone).toList();
    assertThat(together(2)).isEqualTo(alone);
    assertThat(together(1)).isEqualTo(alone);
    assertThat(alone.get(0)).isNotEqualTo(alone.get(1));
  }

  private static Stage.Fit fit(String name, long steps, FitStep work) {
    return new Stage.Fit(name, steps, work);
  }

  @Test
  void parts_run_concurrently_on_other_threads() {
    Thread caller = Thread.currentThread();
    AtomicInteger going = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    FitStep work =
        (_, _) -> {
          assertThat(Thread.currentThread()).isNotSameAs(caller);
          assertThat(Thread.currentThread().isDaemon()).isTrue();
          assertThat(Backend.threads()).isEqualTo(1); // two threads for two parts
          most.accumulateAndGet(going.incrementAndGet(), Math::max);
          await(() -> most.get() == 2); // the other part arrives while this one waits
          going.decrementAndGet();
          return FitStep.Result.CONTINUE;
        };
    new TrainingLoop(
            parts(new Listed(fit("a", 1, work)), new Listed(fit("b", 1, work))),
            new RandomKey(1),
            _ -> {})
        .finish();
    assertThat(most).hasValue(2);
  }

  private interface Condition {
    boolean holds();
  }

  private static boolean await(Condition condition) {
    Instant end = Instant.now().plus(Duration.ofSeconds(10));
    while (!condition.holds() && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    return condition.holds();
  }

  /// A step that ends well after the concurrent ones.
  private static FitStep.Result slowly(long step, RandomKey key) {
    LockSupport.parkNanos(20_000_000);
    return FitStep.Result.CONTINUE;
  }

  @Test
  void watchers_receive_events_in_part_order_on_the_callers_thread() {
    List<String> received = new ArrayList<>();
    Thread caller = Thread.currentThread();
    Model model =
        parts(
            new Listed(fit("a", 2, PartExecutorTest::slowly)),
            new Listed(
                fit("b", 1, (_, _) -> FitStep.Result.CONTINUE),
                fit("c", 1, (_, _) -> FitStep.Result.CONTINUE)),
            new Listed(fit("d", 2, (_, _) -> FitStep.Result.CONTINUE)));
    TrainingLoop run =
        new TrainingLoop(
            model,
            new RandomKey(1),
            event -> {
              assertThat(Thread.currentThread()).isSameAs(caller);
              received.add(
                  switch (event) {
                    case Event.Step(String stage, long step, long _, _) -> stage + " " + step;
                    case Event.StageEnded(String stage, long _) -> stage + " ended";
                    default -> throw new AssertionError(event);
                  });
            });
    run.finish();
    assertThat(received)
        .containsExactly(
            "parts/0/a 1",
            "parts/1/b 1",
            "parts/1/b ended",
            "parts/0/a 2",
            "parts/0/a ended",
            "parts/1/c 1",
            "parts/1/c ended",
            "parts/2/d 1",
            "parts/2/d 2",
            "parts/2/d ended",
            "parts ended");
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("everymode-part"))
        .count();
  }

  @Test
  void a_failing_part_stops_the_run_and_leaves_no_thread_behind() {
    AtomicInteger done = new AtomicInteger();
    Model model =
        parts(
            new Listed(
                fit(
                    "good",
                    9,
                    (_, _) -> {
                      done.incrementAndGet();
                      return FitStep.Result.CONTINUE;
                    })),
            new Listed(
                fit(
                    "bad",
                    9,
                    (step, _) -> {
                      if (step == 2) {
                        throw new IllegalStateException("this part breaks");
                      }
                      return FitStep.Result.CONTINUE;
                    })));
    TrainingLoop run = new TrainingLoop(model, new RandomKey(1), _ -> {});
    run.step();
    run.step();
    assertThat(workers()).isBetween(1L, 2L);
    assertThatThrownBy(run::step)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this part breaks");
    assertThat(done).hasValue(3); // the concurrent step is completed, not aborted
    assertThat(await(() -> workers() == 0)).isTrue();
  }

  @Test
  void threads_end_with_their_stage_and_when_training_stops() {
    Model model =
        parts(
            new Listed(fit("a", 2, (_, _) -> FitStep.Result.CONTINUE)),
            new Listed(fit("b", 2, (_, _) -> FitStep.Result.CONTINUE)));
    TrainingLoop stopped = new TrainingLoop(model, new RandomKey(1), _ -> {});
    stopped.step();
    assertThat(await(() -> workers() == 0)).isTrue();
    stopped.finish(); // it can still continue
    assertThat(stopped.finished()).isTrue();
    assertThat(await(() -> workers() == 0)).isTrue();
  }

  @Test
  void an_interrupt_waits_for_the_step_and_is_not_lost() {
    AtomicInteger done = new AtomicInteger();
    FitStep work =
        (_, _) -> {
          done.incrementAndGet();
          return FitStep.Result.CONTINUE;
        };
    Model model = parts(new Listed(fit("a", 2, work)), new Listed(fit("b", 2, work)));
    TrainingLoop run = new TrainingLoop(model, new RandomKey(1), _ -> {});
    Thread.currentThread().interrupt();
    run.step();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasValue(2);
  }

  private static int threadsOfAnother() {
    AtomicInteger threads = new AtomicInteger();
    Thread other = new Thread(() -> threads.set(Backend.threads()));
    other.start();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return threads.get();
  }

  @Test
  void threads_started_later_keep_the_previous_thread_count() {
    assertThat(threadsOfAnother()).isEqualTo(2);
    FitStep work = (_, _) -> FitStep.Result.CONTINUE;
    TrainingLoop run =
        new TrainingLoop(
            parts(new Listed(fit("a", 1, work)), new Listed(fit("b", 1, work))),
            new RandomKey(1),
            _ -> {});
    run.finish();
    assertThat(threadsOfAnother()).isEqualTo(2);
    assertThat(Backend.threads()).isEqualTo(2);
  }
}
