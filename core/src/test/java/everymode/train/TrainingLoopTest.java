package everymode.train;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.data.Batch;
import everymode.data.Source;
import everymode.error.EverymodeException;
import everymode.nn.BatchNorm;
import everymode.nn.Init;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateSnapshot;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class TrainingLoopTest {

  private static final Source NOTHING = (_, n, _) -> new Batch(Ops.zeros(n, 1), Ops.range(n), null);

  /// A scalar that a player updates.
  private record Scalar(Tensor value) implements Parameterised {
    static Scalar of(double value) {
      return new Scalar(Init.constant(value));
    }

    double now() {
      return Ops.doubles(value.detach())[0];
    }

    @Override
    public List<Tensor> parameters() {
      return List.of(value);
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("value", value);
    }
  }

  /// A model of given stages that counts how often it was finished.
  private static final class Listed implements Model {
    final List<Stage> stages;
    int finished;

    Listed(Stage... stages) {
      this.stages = List.of(stages);
    }

    @Override
    public Optional<Stage> stage(int index) {
      return index < stages.size() ? Optional.of(stages.get(index)) : Optional.empty();
    }

    @Override
    public void finish() {
      finished++;
    }

    @Override
    public void state(StateVisitor s) {
      // These tests save no state.
    }
  }

  private static Stage.Play play(String name, long steps, UpdateOrder order, Action... acts) {
    return new Stage.Play(name, steps, 4, NOTHING, order, List.of(acts));
  }

  private static Stage.Fit count(String name, long steps, List<String> log) {
    return new Stage.Fit(
        name,
        steps,
        (step, _) -> {
          log.add(name + step);
          return FitStep.Result.CONTINUE;
        });
  }

  private static TrainingLoop run(Stage... stages) {
    return new TrainingLoop(new Listed(stages), new RandomKey(1), _ -> {});
  }

  private static Stage.Play bilinear(Scalar x, Scalar y, UpdateOrder order) {
    Player first = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
    Player second = new Player(y, new Optimizer.Sgd(0.1, 0), 0);
    return play(
        "game",
        3,
        order,
        new Action.Update("x", first, _ -> x.value.mul(y.value), 1),
        new Action.Update("y", second, _ -> x.value.mul(y.value).neg(), 1));
  }

  @Test
  void in_alternating_order_each_update_sees_the_previous_ones() {
    Scalar x = Scalar.of(1);
    Scalar y = Scalar.of(2);
    TrainingLoop run = run(bilinear(x, y, UpdateOrder.ALTERNATING));
    double a = 1;
    double b = 2;
    while (run.step()) {
      a -= 0.1 * b;
      b += 0.1 * a;
      near(new double[] {x.now(), y.now()}, 1e-6, a, b);
    }
    near(new double[] {x.now()}, 1e-6, 0.8 - 0.1 * 2.08 - 0.1 * (2.08 + 0.1 * 0.592));
  }

  @Test
  void in_simultaneous_order_all_gradients_come_first() {
    Scalar x = Scalar.of(1);
    Scalar y = Scalar.of(2);
    TrainingLoop run = run(bilinear(x, y, UpdateOrder.SIMULTANEOUS));
    double a = 1;
    double b = 2;
    while (run.step()) {
      double before = a;
      a -= 0.1 * b;
      b += 0.1 * before;
      near(new double[] {x.now(), y.now()}, 1e-6, a, b);
      // The distance from the solution grows by √(1 + 0.01) a step: the game's known spiral.
    }
    near(new double[] {Math.hypot(x.now(), y.now())}, 1e-6, Math.sqrt(5 * Math.pow(1.01, 3)));
  }

  @Test
  void tasks_run_at_their_interval_and_after_the_updates_of_a_simultaneous_step() {
    for (UpdateOrder order : UpdateOrder.values()) {
      Scalar x = Scalar.of(1);
      Player player = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
      List<String> seen = new ArrayList<>();
      Action update = new Action.Update("x", player, _ -> x.value.mul(x.value), 1);
      Action task =
          new Action.Task(
              "look",
              3,
              (step, _) -> {
                seen.add(String.format(Locale.ROOT, "%d: %.4f", step, x.now()));
              });
      run(play("p", 7, order, update, task)).finish();
      assertThat(seen)
          .containsExactly(
              String.format(Locale.ROOT, "2: %.4f", Math.pow(0.8, 3)),
              String.format(Locale.ROOT, "5: %.4f", Math.pow(0.8, 6)));
    }
  }

  @Test
  void a_task_needs_an_interval_and_an_update_a_number_of_times() {
    Player player = new Player(Scalar.of(1), new Optimizer.Sgd(0.1, 0), 0);
    assertThatThrownBy(() -> new Action.Task("t", 0, (_, _) -> {}))
        .hasMessage("every must be at least 1, but is 0");
    assertThatThrownBy(() -> new Action.Update("m", player, _ -> Ops.zeros(), 0))
        .hasMessage("times must be at least 1, but is 0");
  }

  @Test
  void a_repeated_update_sees_fresh_batches_and_random_keys() {
    List<Long> draws = new ArrayList<>();
    List<Long> keys = new ArrayList<>();
    List<RandomKey> sources = new ArrayList<>();
    Source source =
        (draw, n, key) -> {
          draws.add(draw);
          sources.add(key);
          return new Batch(Ops.zeros(n, 1), Ops.range(n), null);
        };
    Scalar x = Scalar.of(1);
    Player player = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
    Objective objective =
        context -> {
          assertThat(context.real()).isSameAs(context.real());
          assertThat(context.n()).isEqualTo(4);
          keys.add(context.key().seed());
          return x.value.mul(x.value);
        };
    Action update = new Action.Update("x", player, objective, 3);
    run(new Stage.Play("p", 2, 4, source, UpdateOrder.ALTERNATING, List.of(update))).finish();
    assertThat(draws).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(keys).hasSize(6).doesNotHaveDuplicates();
    assertThat(sources).containsOnly(sources.getFirst());
  }

  @Test
  void a_batch_is_drawn_only_when_it_is_requested() {
    Source never =
        (_, _, _) -> {
          throw new IllegalStateException("not needed");
        };
    Scalar x = Scalar.of(1);
    Player player = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
    Action update = new Action.Update("x", player, _ -> x.value.mul(x.value), 1);
    run(new Stage.Play("p", 2, 4, never, UpdateOrder.ALTERNATING, List.of(update))).finish();
    near(new double[] {x.now()}, 1e-6, 0.64);
  }

  @Test
  void a_step_computes_once_what_two_terms_share() {
    int[] computed = new int[1];
    Scalar x = Scalar.of(3);
    Player player = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
    Objective term =
        context ->
            context.once(
                "square",
                () -> {
                  computed[0]++;
                  return x.value.mul(x.value);
                });
    List<Double> losses = new ArrayList<>();
    Action update = new Action.Update("x", player, term.plus(2, term), 1);
    Model model = new Listed(play("p", 2, UpdateOrder.ALTERNATING, update));
    new TrainingLoop(
            model,
            new RandomKey(1),
            event -> {
              if (event instanceof Event.Step step) {
                losses.add(step.values().get("x"));
              }
            })
        .finish();
    assertThat(computed[0]).isEqualTo(2); // once in each of two steps
    assertThat(losses.getFirst()).isEqualTo(27);
  }

  @Test
  void a_loss_that_is_not_finite_stops_the_run_and_names_the_step() {
    for (UpdateOrder order : UpdateOrder.values()) {
      Scalar x = Scalar.of(1);
      Player player = new Player(x, new Optimizer.Sgd(0.1, 0), 0);
      Objective objective =
          context -> context.step() < 2 ? x.value.mul(x.value) : Ops.times(x.value, 1 / 0.0);
      TrainingLoop run =
          run(play("train", 5, order, new Action.Update("critic", player, objective, 1)));
      run.step();
      run.step();
      assertThatThrownBy(run::step)
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("the critic's loss is Infinity at step 3 of stage 'train'")
          .hasMessageContaining("lower its learning rate");
      near(new double[] {x.now()}, 1e-6, 0.64);
    }
  }

  @Test
  void only_the_updated_players_buffers_are_stored() {
    BatchNorm mine = new BatchNorm(2, new RandomKey(1));
    BatchNorm other = new BatchNorm(2, new RandomKey(2));
    Player player = new Player(mine, new Optimizer.Sgd(0.1, 0), 0);
    Tensor x = Ops.plus(RandomTensors.normal(new RandomKey(3), 8, 2), 5);
    Objective objective =
        context -> other.apply(mine.apply(x, context.pass()), context.pass()).square().mean();
    run(play("p", 1, UpdateOrder.ALTERNATING, new Action.Update("m", player, objective, 1)))
        .finish();
    Tensor moved = Objects.requireNonNull(StateSnapshot.of(mine).get("mean"));
    near(moved, 1e-5, Ops.times(x.mean(0), 0.1));
    near(Objects.requireNonNull(StateSnapshot.of(other).get("mean")), 0, 0, 0);
  }

  @Test
  void watchers_receive_each_step_and_each_stage_end() {
    List<String> log = new ArrayList<>();
    Stage.Fit early = new Stage.Fit("early", 10, (step, _) -> FitStep.Result.of(step == 1));
    Listed part = new Listed(count("inner", 2, new ArrayList<>()));
    Model model = new Listed(early, new Stage.Parts("pair", List.of(part)), count("last", 1, log));
    List<String> received = new ArrayList<>();
    new TrainingLoop(
            model,
            new RandomKey(1),
            event ->
                received.add(
                    switch (event) {
                      case Event.Step(String stage, long step, long steps, _) ->
                          stage + " " + step + "/" + steps;
                      case Event.StageEnded(String stage, long steps) -> stage + " ended " + steps;
                      default -> throw new AssertionError(event);
                    }))
        .finish();
    assertThat(received)
        .containsExactly(
            "early 1/10",
            "early 2/10",
            "early ended 2",
            "pair/0/inner 1/2",
            "pair/0/inner 2/2",
            "pair/0/inner ended 2",
            "pair ended 2",
            "last 1/1",
            "last ended 1");
  }

  @Test
  void parts_run_to_their_end_and_each_is_finished_once() {
    List<String> log = new ArrayList<>();
    Listed inner = new Listed(count("deep", 2, log));
    List<Listed> parts =
        List.of(
            new Listed(count("a", 2, log), count("b", 1, log)),
            new Listed(),
            new Listed(new Stage.Parts("inner", List.of(inner)), count("c", 1, log)));
    TrainingLoop run = run(new Stage.Parts("parts", List.copyOf(parts)), count("after", 1, log));
    run.finish();
    assertThat(log).containsExactly("a0", "a1", "b0", "deep0", "deep1", "c0", "after0");
    assertThat(parts).allMatch(part -> part.finished == 1);
    assertThat(inner.finished).isEqualTo(1);
    assertThat(run.step()).isFalse();
    assertThat(parts).allMatch(part -> part.finished == 1);
  }

  @Test
  void stages_without_steps_are_skipped() {
    List<String> log = new ArrayList<>();
    Scalar x = Scalar.of(1);
    TrainingLoop run =
        run(
            play("none", 0, UpdateOrder.ALTERNATING),
            count("zero", 0, log),
            new Stage.Parts("no parts", List.of()),
            count("one", 1, log));
    assertThat(run.finished()).isFalse();
    assertThat(run.stageName()).isEqualTo("one");
    assertThat(run.step()).isTrue();
    assertThat(run.step()).isFalse();
    assertThat(run.stageName()).isEqualTo("end");
    assertThat(run.finished()).isTrue();
    assertThat(log).containsExactly("one0");
    assertThat(x.now()).isEqualTo(1);
  }

  @Test
  void shuffled_data_yield_every_row_once_per_epoch_and_resume() {
    Source source = Tiny.points().batches();
    RandomKey key = new RandomKey(5);
    List<Long> rows = new ArrayList<>();
    for (int draw = 0; draw < 8; draw++) {
      for (long row : Ops.longs(source.batch(draw, 24, key).row())) {
        rows.add(row);
      }
    }
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(rows.subList(64 * epoch, 64 * epoch + 64)).doesNotHaveDuplicates();
    }
    assertThat(rows.subList(0, 64)).isNotEqualTo(rows.subList(64, 128));
    // A fresh source starts in the middle, and one that is further ahead is set back.
    long[] third = rows.subList(72, 96).stream().mapToLong(Long::longValue).toArray();
    assertThat(Ops.longs(Tiny.points().batches().batch(3, 24, key).row())).isEqualTo(third);
    assertThat(Ops.longs(source.batch(3, 24, key).row())).isEqualTo(third);
    assertThat(Arrays.equals(third, Ops.longs(source.batch(3, 24, key.fold(1)).row()))).isFalse();
  }
}
