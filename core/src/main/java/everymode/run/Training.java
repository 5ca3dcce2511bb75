package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.PartExecutor;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A training in its run directory: it writes checkpoints and tells its watchers, among them the
/// event log, pictures of samples and the status file. It can be stopped and resumed after any step
/// with the same bytes at the end.
public final class Training implements WatchedRun, AutoCloseable {

  private static final long NANOS = 1_000_000_000L;

  /// How a training is run; none of it changes the result.
  ///
  /// @param device where
  /// @param threads threads of the processor; 0 for what suits the data, and on a resume for as
  ///   many as before, since only an equal number gives equal bytes
  /// @param every steps between checkpoints; 0 for one every 30 seconds
  /// @param keep checkpoints that stay
  /// @param measure steps from one measurement to the next, kept in `scores.jsonl`; 0 for none
  /// @param asked what is measured then
  /// @param executors who trains the independent parts of a mixture
  public record RunOptions(
      Device device,
      int threads,
      long every,
      int keep,
      long measure,
      Evaluation.EvaluationSettings asked,
      PartExecutor.Factory executors) {

    /// Options with which parts are trained on threads of this process.
    public RunOptions(
        Device device,
        int threads,
        long every,
        int keep,
        long measure,
        Evaluation.EvaluationSettings asked) {
      this(device, threads, every, keep, measure, asked, PartExecutor.THREADS);
    }
  }

  private final Trained trained;
  private final RunOptions options;
  private final TrainingLoop run;
  private final AutoCloseable lock;
  private final List<Watcher> watchers = new ArrayList<>();
  private long steps;
  private double secondsBefore;
  private long started;
  private long saved;
  private long savedSteps;
  private double savedSeconds;

  private Training(Trained trained, RunOptions options, Consumer<Event> watch) {
    this.trained = trained;
    this.options = options;
    this.lock = trained.directory().lock();
    this.run = trained.run(this::stepped, options.executors());
    watchers.add(new EventLog(this));
    watchers.add(new ScoreLog(this, options.measure(), options.asked()));
    watchers.add(new FrameWriter(this));
    watchers.add(new StatusFile(this));
    ServiceLoader.load(Watcher.class).forEach(watchers::add);
    watchers.add(watch::accept);
    watchers.forEach(watcher -> watcher.begin(this));
  }

  @Override
  public void emit(Event event) {
    watchers.forEach(watcher -> watcher.on(event));
  }

  private void stepped(Event event) {
    if (event instanceof Event.Step) {
      steps++;
    }
    emit(event);
  }

  /// Begins a training in a new directory.
  ///
  /// @param recipe what to train
  /// @param out the directory, which must not exist; null for the next number under `runs`
  /// @param options how to run it
  /// @param watch told after each step and stage
  /// @return a training before its first step
  /// @throws EverymodeException when recipe or data are wrong, before anything is written
  public static Training begin(
      Recipe recipe, @Nullable Path out, RunOptions options, Consumer<Event> watch) {
    Optional<Dataset> data = Trained.dataset(recipe);
    Backend.threads(
        options.threads() > 0 ? options.threads() : data.map(Training::threads).orElse(1));
    Recipe lasting = recipe.withData(data.isPresent() ? Datasets.absolute(recipe.data()) : "");
    Trained built = Trained.fresh(new RunDirectory(Path.of("")), lasting, data);
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
      RunDirectory.write(directory.provenance(), Json.file(provenance));
      Training training = new Training(trained, options, watch);
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

  /// Gives the directory free when the start fails.
  private Training ready(Runnable start) {
    try {
      start.run();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Goes on with a run.
  ///
  /// @param path its directory
  /// @param options how to run it
  /// @param watch told after each step and stage
  /// @param warn told what may differ from the first part, a sentence each
  /// @return a training after the step of its newest checkpoint
  /// @throws EverymodeException when directory, data or checkpoint are not sound
  public static Training resume(
      Path path, RunOptions options, Consumer<Event> watch, Consumer<String> warn) {
    Trained trained = Trained.reopen(RunDirectory.open(path));
    int before = Json.read(trained.directory().provenance()).path("threads").asInt(1);
    Backend.threads(options.threads() > 0 ? options.threads() : before);
    Training training = new Training(trained, options, watch);
    return training.ready(() -> {
      Map<String, String> saved = trained.load(training.run);
      training.steps = Long.parseLong(saved.getOrDefault("steps", "0"));
      training.savedSteps = training.steps;
      training.secondsBefore = Double.parseDouble(saved.getOrDefault("seconds", "0"));
      training.savedSeconds = training.secondsBefore;
      options.device().bring(training.run);
      training.emit(new Event.Started(training.steps));
      warnings(trained, saved, options).forEach(warn);
    });
  }

  /// As many threads as suit the data: one for points and small images, else all cores.
  ///
  /// Small networks are slower on several threads, and crawl when other processes are busy: the
  /// threads wait for one another at every layer.
  ///
  /// @param data what will be trained on
  /// @return at least 1
  public static int threads(Dataset data) {
    boolean small =
        switch (data.domain()) {
          case Domain.Points _, Domain.Table _ -> true;
          case Domain.Images(int _, int height, int width) -> height * width <= 256;
        };
    return small ? 1 : Runtime.getRuntime().availableProcessors();
  }

  private static List<String> warnings(
      Trained trained, Map<String, String> saved, RunOptions options) {
    List<String> warnings = new ArrayList<>();
    JsonNode first = Json.read(trained.directory().provenance());
    String version = saved.getOrDefault("everymode", "");
    compare(version, Provenance.version(), "was saved by version %s and goes on with %s", warnings);
    int threads = first.path("threads").asInt(Backend.threads());
    compare(threads, Backend.threads(), "began with %d threads and goes on with %d", warnings);
    String device = first.path("device").asString("");
    compare(device, options.device().name(), "began on %s and goes on on %s", warnings);
    return warnings;
  }

  private static void compare(Object then, Object now, String sentence, List<String> warnings) {
    if (!then.equals(now)) {
      warnings.add("the run " + sentence.formatted(then, now) + "; the last digits may differ");
    }
  }

  /// Trains until the end or until it is told to stop; then saves.
  ///
  /// @param stop asked after each step
  /// @return true when the training is over
  public boolean train(BooleanSupplier stop) {
    started = System.nanoTime();
    saved = started;
    try {
      options.device().during(() -> advance(stop));
    } catch (RuntimeException e) {
      emit(new Event.Failed(steps, String.valueOf(e.getMessage())));
      throw e;
    }
    secondsBefore = savedSeconds; // what the checkpoint says, to the last digit
    started = 0;
    emit(finished() ? new Event.Finished(steps, seconds()) : new Event.Stopped(steps));
    return finished();
  }

  private void advance(BooleanSupplier stop) {
    while (!stop.getAsBoolean() && run.step()) {
      if (due()) {
        save();
      }
    }
    if (steps != savedSteps) {
      save();
    }
  }

  /// Whether all steps are done.
  ///
  /// @return true when [#train] would do nothing
  public boolean finished() {
    return run.finished();
  }

  private boolean due() {
    return options.every() > 0
        ? steps % options.every() == 0
        : System.nanoTime() - saved > 30 * NANOS;
  }

  /// Where the training lies.
  ///
  /// @return its directory
  public RunDirectory directory() {
    return trained.directory();
  }

  /// The model with its recipe and data.
  ///
  /// @return the model as it is now
  @Override
  public Trained trained() {
    return trained;
  }

  /// Steps done so far, in all stages.
  ///
  /// @return at least 0
  @Override
  public long steps() {
    return steps;
  }

  /// Time spent on training alone, earlier parts of it included.
  ///
  /// @return seconds
  @Override
  public double seconds() {
    return secondsBefore + (started == 0 ? 0 : (System.nanoTime() - started) / (double) NANOS);
  }

  private void save() {
    try (var _ = new Scope()) {
      Map<String, String> about = new LinkedHashMap<>();
      about.put("everymode", Provenance.version());
      about.put("config", trained.configHash());
      trained.dataset().ifPresent(data -> about.put("data", data.hash()));
      about.put("steps", Long.toString(steps));
      savedSeconds = seconds();
      about.put("seconds", Double.toString(savedSeconds));
      new Checkpoints(directory()).save(run, steps, options.keep(), about);
      saved = System.nanoTime();
      savedSteps = steps;
    }
    emit(new Event.Saved(steps));
  }

  /// The samples that frames and reports show; a row a component where there are eight or so.
  ///
  /// @param trained the model
  /// @param n how many
  /// @return `[n, ...]` in data units, in the current scope
  public static Tensor gallery(Trained trained, int n) {
    int count = trained.data().domain().image().isPresent() ? n : 2_000;
    return trained.sampler().sample(count, trained.key("gallery"));
  }

  @Override
  public void close() {
    try {
      watchers.forEach(Watcher::close);
      lock.close();
    } catch (Exception e) {
      throw new EverymodeException("cannot close " + directory().path(), e);
    }
  }
}
