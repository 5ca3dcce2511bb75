package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.platform.Services;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Lifetime;
import everymode.tensor.PlatformThread;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Families;
import everymode.train.PartExecutor;
import everymode.train.TimeLimit;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A training in its run directory: it writes checkpoints and notifies its watchers, among them the
/// event log, sample images and the status file. It can be stopped and resumed after any step with
/// a bitwise equal result.
///
/// It may be used from any thread, one at a time; from a virtual thread the work runs on a platform
/// thread, on which its watchers are called.
public final class Training implements WatchedRun, AutoCloseable {

  private static final long NANOS = 1_000_000_000L;

  /// How a training is run; none of this but the device's precision changes the result.
  ///
  /// @param device on a resume its precision does not count: that of the beginning stays
  /// @param threads CPU threads; 0 for a number that suits the data, and on a resume for as many as
  ///   before, since only an equal number gives a bitwise equal result
  /// @param checkpointEvery steps between checkpoints; 0 for one every 30 seconds
  /// @param keepCheckpoints number of checkpoints to keep
  /// @param evalEvery steps between evaluations, written to `scores.jsonl`; 0 for none
  /// @param evaluation what these evaluations measure
  /// @param executors trains the independent parts of a mixture
  /// @param onAlarm what happens when the collapse alarm is raised
  public record RunSettings(
      Device device,
      int threads,
      long checkpointEvery,
      int keepCheckpoints,
      long evalEvery,
      Evaluation.EvaluationSettings evaluation,
      PartExecutor.Factory executors,
      OnAlarm onAlarm) {

    /// Settings without a collapse alarm.
    public RunSettings(
        Device device,
        int threads,
        long checkpointEvery,
        int keepCheckpoints,
        long evalEvery,
        Evaluation.EvaluationSettings evaluation,
        PartExecutor.Factory executors) {
      this(
          device,
          threads,
          checkpointEvery,
          keepCheckpoints,
          evalEvery,
          evaluation,
          executors,
          OnAlarm.NOT_WATCHED);
    }

    /// The same settings on another device.
    RunSettings on(Device other) {
      return new RunSettings(
          other,
          threads,
          checkpointEvery,
          keepCheckpoints,
          evalEvery,
          evaluation,
          executors,
          onAlarm);
    }
  }

  /// What happens when the collapse alarm is raised.
  public enum OnAlarm {
    /// Nothing is watched.
    NOT_WATCHED,
    /// It is reported, and the training goes on.
    REPORT,
    /// The training stops.
    STOP,
    /// The training stops and goes back to the newest checkpoint at which coverage was not yet
    /// falling.
    ROLL_BACK
  }

  private Trained trained; // with the steps that were reached when time has ended it
  private final RunSettings options;
  private final @Nullable TimeLimit limit;
  private final TrainingLoop run;
  private final AutoCloseable lock;
  private final List<Watcher> watchers = new ArrayList<>();
  private final int threads;
  private @Nullable AlarmWatcher alarm; // null if nothing is watched
  private boolean alarmed;
  private long good; // step of the newest checkpoint at which nothing was wrong; 0 for none
  private boolean released;
  private long steps;
  private long stageSteps;
  private double secondsBefore;
  private long started;
  private long saved;
  private long savedSteps;
  private double savedSeconds;

  private Training(
      Trained trained, OptionalDouble minutes, RunSettings options, Consumer<Event> watch) {
    this.trained = trained;
    this.options = options;
    this.limit =
        minutes.isPresent()
            ? new TimeLimit(TimeLimit.seconds(minutes.getAsDouble()), this::seconds)
            : null;
    this.threads = Backend.threads();
    this.lock = trained.directory().lock();
    this.run = trained.run(this::stepped, options.executors(), limit);
    watchers.add(new EventLog(this));
    watchers.add(new ScoreLog(this, options.evalEvery(), options.evaluation()));
    watchers.add(new StatusFile(this));
    if (options.onAlarm() != OnAlarm.NOT_WATCHED && trained.dataset().isPresent()) {
      AlarmWatcher watcher = new AlarmWatcher(this);
      run.observe(watcher.observer());
      watchers.add(watcher);
      alarm = watcher;
    }
    Services.of(Watcher.class).forEach(found -> watchers.add(found.get()));
    watchers.add(watch::accept);
    watchers.add(new FrameWriter(this)); // last: its pictures come after what they are of
    watchers.forEach(watcher -> watcher.begin(this));
  }

  @Override
  public void emit(Event event) {
    alarmed |= event instanceof Event.Alarmed;
    watchers.forEach(watcher -> watcher.on(event));
  }

  private void stepped(Event event) {
    if (event instanceof Event.Step step) {
      steps++;
      stageSteps = step.step();
    }
    emit(event);
  }

  /// Starts a training in a new directory.
  ///
  /// @param out the directory, which must not exist; null for the next number under `runs`
  /// @param watch called after each step and stage
  /// @return a training before its first step
  /// @throws EverymodeException when recipe or data are invalid, before anything is written
  public static Training begin(
      Recipe recipe, @Nullable Path out, RunSettings options, Consumer<Event> watch) {
    return begin(recipe, OptionalDouble.empty(), out, options, watch);
  }

  /// Starts a training that a time ends in the place of a number of steps. Then the recipe in its
  /// directory gets the number that was reached, so the run is one that had it from the beginning.
  ///
  /// @param minutes of training, above 0; empty for the recipe's number of steps
  /// @param out the directory, which must not exist; null for the next number under `runs`
  /// @param watch called after each step and stage
  /// @return a training before its first step
  /// @throws EverymodeException when recipe or data are invalid, or the family does not train in
  ///   one number of steps, before anything is written
  public static Training begin(
      Recipe recipe,
      OptionalDouble minutes,
      @Nullable Path out,
      RunSettings options,
      Consumer<Event> watch) {
    return started(lifetime -> begin(recipe, minutes, out, options, watch, lifetime));
  }

  /// Starts or resumes a training whose native objects are freed when that fails.
  private static Training started(Function<Lifetime, Training> start) {
    return PlatformThread.call(() -> {
      Lifetime lifetime = new Lifetime();
      try {
        return lifetime.during(() -> start.apply(lifetime));
      } catch (RuntimeException e) {
        lifetime.close();
        throw e;
      }
    });
  }

  private static Training begin(
      Recipe recipe,
      OptionalDouble minutes,
      @Nullable Path out,
      RunSettings options,
      Consumer<Event> watch,
      Lifetime lifetime) {
    minutes.ifPresent(TimeLimit::seconds);
    Optional<Dataset> data = Trained.dataset(recipe);
    Backend.threads(
        options.threads() > 0 ? options.threads() : data.map(Training::threads).orElse(1));
    Recipe found = recipe.withData(data.isPresent() ? Datasets.absolute(recipe.data()) : "");
    Recipe lasting =
        minutes.isPresent()
            ? found.withSteps(
                TimeLimit.STEPS, "--minutes", found.over(Families.named(found.family()), data))
            : found;
    Trained built = Trained.fresh(new RunDirectory(Path.of("")), lasting, data, lifetime);
    String name =
        recipe.family() + data.map(set -> "-" + Datasets.shortName(set.name())).orElse("");
    RunDirectory directory =
        out != null ? RunDirectory.at(out) : RunDirectory.next(Path.of("runs"), name);
    try {
      RunDirectory.write(directory.recipe(), recipe.yaml());
      Trained trained = built.in(directory);
      RunDirectory.write(directory.effective(), trained.recipe().yaml(trained.config()));
      ObjectNode provenance =
          Provenance.of(data, recipe.seed(), options.device(), trained.configHash());
      StepsChange.record(minutes, provenance);
      RunDirectory.write(directory.provenance(), Json.file(provenance));
      data.ifPresent(rows -> DataDescription.write(directory, rows));
      Training training = new Training(trained, minutes, options, watch);
      return training.ready(() -> {
        options.device().bring(training.run);
        training.emit(new Event.Started(0));
        training.save();
      });
    } catch (RuntimeException e) {
      directory.discard();
      throw e;
    }
  }

  /// Releases the directory when the start fails.
  private Training ready(Runnable start) {
    try {
      start.run();
      return this;
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /// Resumes a run.
  ///
  /// @param path its directory
  /// @param watch called after each step and stage
  /// @param warn receives what may differ from the first part, one sentence each
  /// @return a training after the step of its newest checkpoint
  /// @throws EverymodeException when directory, data or checkpoint are invalid
  public static Training resume(
      Path path, RunSettings options, Consumer<Event> watch, Consumer<String> warn) {
    return resume(path, Resumption.AS_IT_IS, options, watch, warn);
  }

  /// What changes when a run is resumed.
  ///
  /// @param steps the configuration's `steps`, at least as many as are done; empty for as many as
  ///   before
  /// @param minutes further minutes of training, above 0, in the place of a number of steps; empty
  ///   for those that are left, or for steps
  /// @param data the new place of the run's data, which must be the same rows; empty for the old
  ///   one
  public record Resumption(OptionalLong steps, OptionalDouble minutes, Optional<String> data) {

    /// Nothing changes.
    public static final Resumption AS_IT_IS =
        new Resumption(OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());

    /// Rejects both steps and minutes.
    public Resumption {
      if (steps.isPresent() && minutes.isPresent()) {
        throw new UsageException("give either --steps or --minutes, not both");
      }
    }

    /// Another number of steps in all.
    public static Resumption to(long steps) {
      return new Resumption(OptionalLong.of(steps), OptionalDouble.empty(), Optional.empty());
    }

    /// Further minutes of training.
    public static Resumption further(double minutes) {
      return new Resumption(OptionalLong.empty(), OptionalDouble.of(minutes), Optional.empty());
    }
  }

  /// Resumes a run, finished or not, to another number of steps in all, for further minutes, or
  /// with data at another place. The result is that of a training with the number of steps from the
  /// beginning, to the byte.
  ///
  /// @param path its directory, whose recipe is changed with the number of steps
  /// @param watch called after each step and stage
  /// @param warn receives what may differ from the first part, one sentence each
  /// @return a training after the step of its newest checkpoint
  /// @throws EverymodeException when directory, data or checkpoint are invalid, more steps are
  ///   done, or the family does not train in one number of steps
  public static Training resume(
      Path path,
      Resumption resumption,
      RunSettings options,
      Consumer<Event> watch,
      Consumer<String> warn) {
    return started(lifetime -> {
      Trained run = Trained.reopen(RunDirectory.open(path), resumption.data(), lifetime);
      return resume(StepsChange.of(run, resumption), options, watch, warn);
    });
  }

  private static Training resume(
      StepsChange change, RunSettings options, Consumer<Event> watch, Consumer<String> warn) {
    Trained trained = change.to();
    JsonNode began = Json.read(trained.directory().provenance());
    int before = began.path("threads").asInt(1);
    Backend.threads(options.threads() > 0 ? options.threads() : before);
    RunSettings settings = options.on(options.device().with(Provenance.precision(began)));
    Training training = new Training(trained, change.limit(), settings, watch);
    return training.ready(() -> {
      Map<String, String> saved = trained.load(training.run, change.from());
      training.reload(saved);
      boolean changed = change.apply(training.run, saved.getOrDefault("config", ""));
      options.device().bring(training.run);
      training.emit(new Event.Started(training.steps));
      if (changed) {
        training.save();
      }
      warnings(trained, saved, options).forEach(warn);
    });
  }

  /// The number of threads that suits the data: one for points and small images, otherwise all
  /// cores.
  ///
  /// Small networks are slower on several threads, and very slow when other processes are busy: the
  /// threads synchronise at every layer.
  public static int threads(Dataset data) {
    boolean small =
        switch (data.domain()) {
          case Domain.Points _, Domain.Table _ -> true;
          case Domain.Grid grid -> grid.cells() <= 256;
          case Domain.Images(int _, int height, int width) -> height * width <= 256;
        };
    return small ? 1 : Runtime.getRuntime().availableProcessors();
  }

  private static List<String> warnings(
      Trained trained, Map<String, String> saved, RunSettings options) {
    List<String> warnings = new ArrayList<>();
    JsonNode first = Json.read(trained.directory().provenance());
    String version = saved.getOrDefault("everymode", "");
    compare(
        version, Provenance.version(), "was saved by version %s and continues with %s", warnings);
    int threads = first.path("threads").asInt(Backend.threads());
    compare(threads, Backend.threads(), "began with %d threads and continues with %d", warnings);
    String device = first.path("device").asString("");
    compare(device, options.device().name(), "began on %s and continues on %s", warnings);
    return warnings;
  }

  private static void compare(Object then, Object now, String sentence, List<String> warnings) {
    if (!then.equals(now)) {
      warnings.add(
          "the run "
              + String.format(Locale.ROOT, sentence, then, now)
              + "; the last digits may differ");
    }
  }

  /// The device on which it trains, with its precision.
  public Device device() {
    return options.device();
  }

  /// Trains until all steps are done or a stop is requested; then saves. An interruption of the
  /// calling thread is a request to stop; its interrupt flag stays set.
  ///
  /// @param stop polled before each step
  /// @return true when all steps are done
  public boolean train(BooleanSupplier stop) {
    return PlatformThread.call(() -> {
      Backend.threads(threads);
      return trained.lifetime().during(() -> trainHere(stop));
    });
  }

  private boolean trainHere(BooleanSupplier stop) {
    started = System.nanoTime();
    saved = started;
    try {
      options.device().during(() -> advance(stop));
    } catch (RuntimeException e) {
      try {
        emit(new Event.Failed(steps, String.valueOf(e.getMessage())));
      } catch (RuntimeException second) { // such as a full disk, which must not hide the cause
        e.addSuppressed(second);
      }
      throw e;
    }
    secondsBefore = savedSeconds; // exactly as in the checkpoint
    started = 0;
    emit(finished() ? new Event.Finished(steps, seconds()) : new Event.Stopped(steps));
    return finished();
  }

  private void advance(BooleanSupplier stop) {
    while (!stop.getAsBoolean() && !stoppedByAlarm() && !Interruption.requested() && step()) {
      if (limit != null && finished()) {
        keepSteps();
      }
      if (due()) {
        save();
      }
    }
    if (steps != savedSteps) {
      save();
    }
    if (stoppedByAlarm() && options.onAlarm() == OnAlarm.ROLL_BACK && good > 0) {
      new Checkpoints(directory()).rollBack(good);
      reload(trained.load(run));
      emit(new Event.Started(steps));
    }
  }

  /// Whether the collapse alarm has stopped this training.
  public boolean stoppedByAlarm() {
    boolean stops = options.onAlarm() == OnAlarm.STOP || options.onAlarm() == OnAlarm.ROLL_BACK;
    return alarmed && stops;
  }

  /// Whether this training should have gone back to a good checkpoint, but there was none.
  public boolean nothingToRollBackTo() {
    return stoppedByAlarm() && options.onAlarm() == OnAlarm.ROLL_BACK && good == 0;
  }

  /// Takes the counters of a checkpoint.
  private void reload(Map<String, String> saved) {
    steps = Long.parseLong(saved.getOrDefault("steps", "0"));
    savedSteps = steps;
    good = Long.parseLong(saved.getOrDefault("good", "0"));
    secondsBefore = Double.parseDouble(saved.getOrDefault("seconds", "0"));
    savedSeconds = secondsBefore;
  }

  /// Time has ended the training: from now on its number of steps is the one that was reached.
  private void keepSteps() {
    Trained open = trained;
    trained = open.withSteps(stageSteps);
    new StepsChange(open, trained, StepsChange.minutes(open)).write();
  }

  /// Runs a step to its end, as only whole steps can be saved.
  private boolean step() {
    return Interruption.postponed(run::step);
  }

  /// Whether all steps are done, so that [#train] would do nothing.
  public boolean finished() {
    return run.finished();
  }

  private boolean due() {
    return options.checkpointEvery() > 0
        ? steps % options.checkpointEvery() == 0
        : System.nanoTime() - saved > 30 * NANOS;
  }

  /// The run directory.
  public RunDirectory directory() {
    return trained.directory();
  }

  /// The model in its current state, with its recipe and data.
  @Override
  public Trained trained() {
    return trained;
  }

  /// Steps done so far, in all stages.
  @Override
  public long steps() {
    return steps;
  }

  /// Time spent on training alone in seconds, including earlier parts of a resumed training.
  @Override
  public double seconds() {
    return secondsBefore + (started == 0 ? 0 : (System.nanoTime() - started) / (double) NANOS);
  }

  /// Seconds of training that are left; empty unless time ends it.
  public OptionalDouble secondsLeft() {
    return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit.left());
  }

  private void save() {
    if (steps != savedSteps) { // scores and report are those of an earlier state
      directory().removeReport();
    }
    try (var _ = new Scope()) {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("everymode", Provenance.version());
      metadata.put("config", trained.configHash());
      trained.dataset().ifPresent(data -> metadata.put("data", data.hash()));
      metadata.put("steps", Long.toString(steps));
      run.position().ifPresent(at -> Trained.record(at, metadata));
      savedSeconds = seconds();
      metadata.put("seconds", Double.toString(savedSeconds));
      if (alarm != null && alarm.good()) {
        good = steps;
      }
      metadata.put("good", Long.toString(good));
      new Checkpoints(directory()).save(run, steps, options.keepCheckpoints(), good, metadata);
      saved = System.nanoTime();
      savedSteps = steps;
    }
    emit(new Event.Saved(steps));
  }

  /// The samples shown in frames and reports, the same latents each time.
  ///
  /// @param n how many images; 2,000 samples in other domains
  /// @return `[n, ...]` in data units, in the current scope
  public static Tensor gallery(Trained trained, int n) {
    int count = trained.data().domain().numeric() ? 2_000 : n;
    return trained.sampler().sample(count, trained.key("gallery"));
  }

  /// Releases the directory, and frees the memory of the model and of the data that were opened
  /// with it: [#trained] can no longer be used.
  @Override
  public void close() {
    try {
      release();
    } finally {
      trained.close();
    }
  }

  /// Closes a training and removes its directory, unless a step was done in it.
  public void discard() {
    close();
    if (steps == 0) {
      directory().discard();
    }
  }

  /// Closes the watchers and releases the directory, so that another training may begin there.
  /// [#trained] stays usable until [#close].
  public void release() {
    if (released) {
      return;
    }
    released = true;
    try (lock) {
      watchers.forEach(Watcher::close);
    } catch (Exception e) {
      throw new EverymodeException("cannot close " + directory().path(), e);
    }
  }
}
