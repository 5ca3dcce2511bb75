package everymode.train;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// The training of a model, with its progress: the only training loop, independent of the model.
///
/// It can be saved after any step and resumed there with the same bytes as without interruption,
/// for an equal number of threads. It is used by one thread at a time.
public final class TrainingLoop implements Stateful {

  private final Model model;
  private final RandomKey key;
  private final Consumer<Event> watch;
  private final PartExecutor.Factory executors;
  private final @Nullable TimeLimit limit;
  private final String path;
  private long stage;
  private long step;
  private boolean finished; // of a part: `finish` was called on its model
  private @Nullable Stage current;
  private List<TrainingLoop> parts = List.of();
  private List<Event> pending = List.of(); // of a part: events not yet reported
  private @Nullable PartExecutor executor; // while parts are trained
  private GradientObserver observer = (_, _, _) -> {};

  /// Starts a training.
  ///
  /// @param key determines all random numbers
  /// @param watch called after each step and stage
  public TrainingLoop(Model model, RandomKey key, Consumer<Event> watch) {
    this(model, key, watch, PartExecutor.THREADS);
  }

  /// Starts a training whose independent parts are trained by an executor.
  ///
  /// @param key determines all random numbers
  /// @param watch called after each step and stage
  /// @param executors opens an executor for each stage with parts
  public TrainingLoop(
      Model model, RandomKey key, Consumer<Event> watch, PartExecutor.Factory executors) {
    this(model, key, watch, executors, null);
  }

  /// Starts a training that a time may end.
  ///
  /// @param key determines all random numbers
  /// @param watch called after each step and stage
  /// @param executors opens an executor for each stage with parts
  /// @param limit ends a game of [TimeLimit#STEPS] steps; null for none
  public TrainingLoop(
      Model model,
      RandomKey key,
      Consumer<Event> watch,
      PartExecutor.Factory executors,
      @Nullable TimeLimit limit) {
    this(model, key, watch, executors, limit, "");
  }

  private TrainingLoop(
      Model model,
      RandomKey key,
      Consumer<Event> watch,
      PartExecutor.Factory executors,
      @Nullable TimeLimit limit,
      String path) {
    this.model = model;
    this.key = key;
    this.watch = watch;
    this.executors = executors;
    this.limit = limit;
    this.path = path;
  }

  /// Shows the gradients of the games of this training, not of its parts, to an observer.
  public void observe(GradientObserver other) {
    observer = other;
  }

  /// Runs one step on the current device.
  ///
  /// @return false if the training had already finished
  /// @throws EverymodeException if a loss is not finite
  public boolean step() {
    Stage now = enter();
    if (now == null) {
      return false;
    }
    RandomKey here = key.fold("stage").fold(stage);
    boolean ended =
        switch (now) {
          case Stage.Play play -> play(play, here);
          case Stage.Fit fit -> fit(fit, here);
          case Stage.Parts _ -> advanceParts();
        };
    step++;
    if (ended) {
      watch.accept(new Event.StageEnded(path + now.name(), step));
      leave();
    }
    return true;
  }

  /// Trains to the end.
  ///
  /// @throws EverymodeException when the calling thread is interrupted
  public void finish() {
    while (step()) {
      if (Interruption.requested() && !finished()) {
        throw Interruption.of("training");
      }
    }
  }

  private @Nullable Stage enter() {
    while (current == null) {
      Optional<Stage> next = model.stage((int) stage);
      if (next.isEmpty()) {
        return null;
      }
      current = next.get();
      if (current instanceof Stage.Parts(String name, List<Model> models)) {
        RandomKey below = key.fold("stage").fold(stage);
        parts =
            IntStream.range(0, models.size())
                .mapToObj(i -> part(models.get(i), below.fold(i), path + name + "/" + i + "/"))
                .toList();
      }
      if (empty(current)) {
        leave();
      }
    }
    return current;
  }

  /// Events of a part are held back until its step has ended, since other parts may be trained at
  /// the same time.
  private TrainingLoop part(Model own, RandomKey below, String name) {
    List<Event> waiting = new ArrayList<>();
    TrainingLoop part = new TrainingLoop(own, below, waiting::add, executors, null, name);
    part.pending = waiting;
    return part;
  }

  private void leave() {
    current = null;
    parts = List.of();
    PartExecutor open = executor;
    if (open != null) {
      open.close();
      executor = null;
    }
    stage++;
    step = 0;
  }

  private static boolean empty(Stage stage) {
    return switch (stage) {
      case Stage.Play play -> play.steps() <= 0;
      case Stage.Fit fit -> fit.steps() <= 0;
      case Stage.Parts some -> some.models().isEmpty();
    };
  }

  /// Adapts the position, which was saved when the last stage had another number of steps.
  /// Afterwards the training goes on as if it had had the present number from the beginning.
  ///
  /// @param before the number of steps when the position was saved
  /// @param now the present number
  /// @throws UsageException when more are done, or steps are not what the last stage trains by
  public void resize(long before, long now) {
    boolean ended = enter() == null;
    Stage last = ended && stage > 0 ? model.stage((int) stage - 1).orElse(null) : current;
    long steps = ended ? before : step;
    if (!counts(last, now)) {
      if (!ended && stage == 0) {
        return; // a stage before it, which does not depend on the number
      }
      throw new UsageException(
          "--steps: this training has left the stage that the steps count, so their number cannot"
              + " change any more; train again with --steps "
              + now);
    }
    if (steps > now) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--steps must be at least %d, the steps that are done, but is %d",
              steps,
              now));
    }
    if (ended && steps < now) {
      stage--;
      step = before;
    } else if (!ended && steps == now) {
      leave();
    }
  }

  /// Whether a stage is the one whose steps the configuration counts: a game, or a fit that is the
  /// whole training.
  private boolean counts(@Nullable Stage last, long steps) {
    return switch (last) {
      case Stage.Play play -> play.steps() == steps;
      case Stage.Fit fit -> fit.steps() == steps && model.stage(1).isEmpty();
      case Stage.Parts _ -> false;
      case null -> false;
    };
  }

  private boolean advanceParts() {
    PartExecutor open = executor;
    if (open == null) {
      open = executors.open(parts.size());
      executor = open;
    }
    open.advance(parts.stream().filter(part -> !part.finished).map(TrainingLoop::asPart).toList());
    for (TrainingLoop part : parts) {
      part.pending.forEach(watch);
      part.pending.clear();
    }
    return parts.stream().allMatch(part -> part.finished);
  }

  private PartExecutor.Part asPart() {
    return new PartExecutor.Part() {
      @Override
      public void step() {
        TrainingLoop.this.step();
        if (finished()) {
          model.finish();
          finished = true;
        }
      }

      @Override
      public RandomKey key() {
        return key;
      }

      @Override
      public Optional<RemotePart> remote() {
        return model.capability(RemotePart.class);
      }

      @Override
      public void complete(Map<String, Tensor> state) {
        Stateful own = remote().orElseThrow().model();
        StateSnapshot.into(s -> cursor(s, own), state);
        finished = true;
      }
    };
  }

  private boolean fit(Stage.Fit fit, RandomKey here) {
    FitStep.Result result;
    try (var _ = new Scope()) {
      result = fit.work().step(step, here.fold("step").fold(step));
    }
    long steps = limited(fit.steps());
    watch.accept(new Event.Step(path + fit.name(), step + 1, steps, result.values()));
    return result.finished() || step + 1 >= steps;
  }

  /// The number of steps of a stage, or that in which the time is over.
  private long limited(long steps) {
    return limit != null && steps == TimeLimit.STEPS ? limit.steps(step + 1) : steps;
  }

  private boolean play(Stage.Play play, RandomKey here) {
    Map<String, Double> losses = new LinkedHashMap<>();
    long steps;
    List<Runnable> later = new ArrayList<>();
    Consumer<Runnable> schedule = simultaneous(play) ? later::add : Runnable::run;
    try (var _ = new Scope()) {
      for (Action action : play.actions()) {
        RandomKey now = here.fold("step").fold(step);
        switch (action) {
          case Action.Update update -> {
            RandomKey own = now.fold(update.randomKey());
            for (int i = 0; i < update.times(); i++) {
              losses.put(update.name(), update(play, update, i, here, own.fold(i), schedule));
            }
          }
          case Action.Monitor _ -> {} // evaluated at the end
          case Action.Task task -> {
            if ((step + 1) % task.every() == 0) {
              schedule.accept(() -> task.work().run(step, now.fold(task.name())));
            }
          }
        }
      }
      later.forEach(Runnable::run);
      steps = limited(play.steps());
      for (Action action : play.actions()) {
        if (action instanceof Action.Monitor monitor
            && (step + 1 >= steps || monitor.due().test(step + 1))) {
          losses.put(monitor.name(), monitor.value().getAsDouble());
        }
      }
    }
    watch.accept(new Event.Step(path + play.name(), step + 1, steps, losses));
    return step + 1 >= steps;
  }

  private static boolean simultaneous(Stage.Play play) {
    return play.order() == UpdateOrder.SIMULTANEOUS;
  }

  private double update(
      Stage.Play play,
      Action.Update update,
      int time,
      RandomKey here,
      RandomKey now,
      Consumer<Runnable> schedule) {
    long draw = step * update.times() + time;
    StepContext context =
        new StepContext(
            () -> play.data().batch(draw, play.batchSize(), here.fold("data")),
            play.batchSize(),
            step,
            now);
    try (var _ = simultaneous(play) ? null : new Scope()) {
      Tensor loss = update.objective().at(context);
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "the %s's loss is %s at step %,d of stage '%s'; lower its learning rate or add a penalty",
                update.name(),
                value,
                step + 1,
                path + play.name()));
      }
      TensorVector gradients = update.player().gradients(loss);
      observer.observe(step, update, gradients);
      schedule.accept(() -> {
        update.player().applyGradients(gradients, context.step());
        update.player().commit(context.pass());
      });
      return value;
    }
  }

  @Override
  public void state(StateVisitor s) {
    cursor(s, model);
  }

  /// The model of a part is saved by the model that owns it, so a part saves only its cursor.
  ///
  /// @param saved the model to save with the cursor, or null for a part
  private void cursor(StateVisitor s, @Nullable Stateful saved) {
    long stageBefore = stage;
    long stepBefore = step;
    stage = s.counter("stage", stage);
    step = s.counter("step", step);
    if (stage != stageBefore || step != stepBefore) {
      current = null;
      parts = List.of();
    }
    if (saved != null) {
      s.child("model", saved);
    } else {
      finished = s.counter("finished", finished ? 1 : 0) == 1;
    }
    enter();
    for (int i = 0; i < parts.size(); i++) {
      TrainingLoop part = parts.get(i);
      s.child("part." + i, inner -> part.cursor(inner, null));
    }
  }

  /// Whether the training has finished, so that [#step] would do nothing.
  public boolean finished() {
    return enter() == null;
  }

  /// Where an unfinished training stands.
  ///
  /// @param stage its current stage
  /// @param step steps done in it
  /// @param steps steps of a game; 0 of other stages
  public record Position(String stage, long step, long steps) {}

  /// Where the training stands; empty at its end.
  public Optional<Position> position() {
    Stage next = enter();
    return Optional.ofNullable(next)
        .map(stage ->
            switch (stage) {
              case Stage.Play play -> new Position(play.name(), step, play.steps());
              case Stage.Fit _, Stage.Parts _ -> new Position(stage.name(), step, 0);
            });
  }

  /// The name of the current stage, or `end`.
  public String stageName() {
    Stage next = enter();
    return next == null ? "end" : next.name();
  }
}
