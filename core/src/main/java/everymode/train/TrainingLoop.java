package everymode.train;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// One training: a model, and how far it has come. The one loop; it knows no model.
///
/// A run can be saved after any step and goes on from there with the same bytes as if it had never
/// stopped, for an equal number of threads. It belongs to one thread at a time.
public final class TrainingLoop implements Stateful {

  private final Model model;
  private final RandomKey key;
  private final Consumer<Event> watch;
  private final String path;
  private long stage;
  private long step;
  private boolean finished; // of a part: its model was told
  private @Nullable Stage current;
  private List<TrainingLoop> parts = List.of();
  private List<Event> told = List.of(); // of a part: events that wait
  private @Nullable PartExecutor beside; // while parts are trained side by side

  /// A training from its beginning.
  ///
  /// @param model what to train
  /// @param key decides all draws
  /// @param watch told after each step and stage
  public TrainingLoop(Model model, RandomKey key, Consumer<Event> watch) {
    this(model, key, watch, "");
  }

  private TrainingLoop(Model model, RandomKey key, Consumer<Event> watch, String path) {
    this.model = model;
    this.key = key;
    this.watch = watch;
    this.path = path;
  }

  /// Does one step on the current device.
  ///
  /// @return false when the training was over before
  /// @throws EverymodeException when a loss is not finite
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
          case Stage.Parts _ -> part();
        };
    step++;
    if (ended) {
      watch.accept(new Event.Ended(path + now.name(), step));
      leave();
    }
    return true;
  }

  /// Trains to the end.
  public void finish() {
    while (step()) {
      // All is in the step.
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

  /// What a part tells waits until its step is over: others may be at work beside it.
  private static TrainingLoop part(Model model, RandomKey key, String path) {
    List<Event> told = new ArrayList<>();
    TrainingLoop run = new TrainingLoop(model, key, told::add, path);
    run.told = told;
    return run;
  }

  private void leave() {
    current = null;
    parts = List.of();
    PartExecutor workers = beside;
    if (workers != null) {
      workers.close();
      beside = null;
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

  /// A step of the first parts that are not over, side by side where there are threads for it.
  private boolean part() {
    int together = Math.min(parts.size(), Backend.threads());
    List<TrainingLoop> now = parts.stream().filter(run -> !run.finished).limit(together).toList();
    if (together == 1) {
      now.forEach(TrainingLoop::advance);
    } else {
      beside().runAll(now.stream().<Runnable>map(run -> run::advance).toList());
    }
    for (TrainingLoop run : now) {
      run.told.forEach(watch);
      run.told.clear();
    }
    return parts.stream().allMatch(run -> run.finished);
  }

  private PartExecutor beside() {
    PartExecutor known = beside;
    if (known == null) {
      known = new PartExecutor(Math.min(parts.size(), Backend.threads()));
      beside = known;
    }
    return known;
  }

  private void advance() {
    step();
    if (finished()) {
      model.finish();
      finished = true;
    }
  }

  private boolean fit(Stage.Fit fit, RandomKey here) {
    boolean ended;
    try (var _ = new Scope()) {
      ended = fit.work().step(step, here.fold("step").fold(step)) || step + 1 >= fit.steps();
    }
    watch.accept(new Event.Step(path + fit.name(), step + 1, fit.steps(), Map.of()));
    return ended;
  }

  private boolean play(Stage.Play play, RandomKey here) {
    Map<String, Double> losses = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      List<Runnable> later = new ArrayList<>();
      for (Action action : play.actions()) {
        RandomKey now = here.fold("step").fold(step);
        switch (action) {
          case Action.Update update -> {
            RandomKey own = now.fold(update.randomKey());
            for (int i = 0; i < update.times(); i++) {
              losses.put(update.name(), update(play, update, i, here, own.fold(i), later));
            }
          }
          case Action.Monitor _ -> {} // read at the end
          case Action.Task task -> {
            if ((step + 1) % task.every() == 0) {
              Runnable work = () -> task.work().step(step, now.fold(task.name()));
              if (play.order() == UpdateOrder.SIMULTANEOUS) {
                later.add(work);
              } else {
                work.run();
              }
            }
          }
        }
      }
      later.forEach(Runnable::run);
      for (Action action : play.actions()) {
        if (action instanceof Action.Monitor monitor && (step + 1) % monitor.every() == 0) {
          losses.put(monitor.name(), monitor.value().getAsDouble());
        }
      }
    }
    watch.accept(new Event.Step(path + play.name(), step + 1, play.steps(), losses));
    return step + 1 >= play.steps();
  }

  private double update(
      Stage.Play play,
      Action.Update update,
      int time,
      RandomKey here,
      RandomKey now,
      List<Runnable> later) {
    boolean together = play.order() == UpdateOrder.SIMULTANEOUS;
    long draw = step * update.times() + time;
    StepContext context =
        new StepContext(
            () -> play.data().batch(draw, play.batchSize(), here.fold("data")),
            play.batchSize(),
            step,
            now);
    try (var _ = together ? null : new Scope()) {
      Tensor loss = update.objective().at(context);
      double value = loss.item_double();
      if (!Double.isFinite(value)) {
        throw new EverymodeException(
            "the %s's loss is %s at step %,d of stage '%s'; lower its learning rate or add a penalty"
                .formatted(update.name(), value, step + 1, path + play.name()));
      }
      TensorVector gradients = update.player().gradients(loss);
      Runnable descent =
          () -> {
            update.player().applyGradients(gradients);
            update.player().commit(context.pass());
          };
      if (together) {
        later.add(descent);
      } else {
        descent.run();
      }
      return value;
    }
  }

  @Override
  public void state(StateVisitor s) {
    cursor(s, true);
  }

  /// The model of a part is saved by the model that owns it, so a part's run saves its cursor only.
  private void cursor(StateVisitor s, boolean whole) {
    long stageBefore = stage;
    long stepBefore = step;
    stage = s.counter("stage", stage);
    step = s.counter("step", step);
    if (stage != stageBefore || step != stepBefore) {
      current = null;
      parts = List.of();
    }
    if (whole) {
      s.child("model", model);
    } else {
      finished = s.counter("finished", finished ? 1 : 0) == 1;
    }
    enter();
    for (int i = 0; i < parts.size(); i++) {
      TrainingLoop part = parts.get(i);
      s.child("part." + i, inner -> part.cursor(inner, false));
    }
  }

  /// Whether the training is over.
  ///
  /// @return true when [#step] would do nothing
  public boolean finished() {
    return enter() == null;
  }

  /// The stage that comes next.
  ///
  /// @return its name, or `end`
  public String stageName() {
    Stage next = enter();
    return next == null ? "end" : next.name();
  }
}
