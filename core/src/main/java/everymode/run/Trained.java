package everymode.run;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.Sha256;
import everymode.io.TensorFile;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Lifetime;
import everymode.tensor.PlatformThread;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.BuildContext;
import everymode.train.Event;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.PartExecutor;
import everymode.train.TimeLimit;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A model with its recipe, its data and its run directory. It owns the memory of the model.
///
/// @param config the full configuration
/// @param dataset the training data; empty for a family that needs none
/// @param model with its state
/// @param lifetime of the model and of data that were opened with it
public record Trained(
    RunDirectory directory,
    Recipe recipe,
    Record config,
    Optional<Dataset> dataset,
    Model model,
    Lifetime lifetime)
    implements AutoCloseable {

  private static final String STAGE = "stage";
  private static final String STEP = "stageStep";
  private static final String OF = "stageSteps";

  /// The training data.
  ///
  /// @throws UsageException for a family that was trained without data
  public Dataset data() {
    return dataset.orElseThrow(() ->
        new UsageException(
            String.format(
                Locale.ROOT,
                "'%s' was trained without data, so there is nothing to compare it with",
                recipe.family())));
  }

  /// Opens a run for sampling and evaluation.
  ///
  /// Where the training data are no longer there or have changed, the run is opened without their
  /// rows: samples can be drawn, and everything that needs a row fails with the reason.
  ///
  /// @param device where to put the model
  /// @return the run with its newest checkpoint
  /// @throws EverymodeException when the directory or the checkpoint is invalid
  public static Trained open(Path path, Device device) {
    RunDirectory directory = RunDirectory.open(path);
    return opened(
        directory,
        recipe -> {
          try {
            return known(directory, recipe, dataset(recipe));
          } catch (EverymodeException e) {
            return Optional.of(
                DataDescription.read(directory, withoutRows(directory, e)).orElseThrow(() -> e));
          }
        },
        device);
  }

  /// Opens a run for sampling alone; its training data are not read.
  ///
  /// @param device where to put the model
  /// @throws EverymodeException when the directory or the checkpoint is invalid
  public static Trained openWithoutRows(Path path, Device device) {
    RunDirectory directory = RunDirectory.open(path);
    String reason =
        String.format(
            Locale.ROOT,
            "%s was opened without its training data; open it with them to evaluate it",
            path);
    return opened(
        directory,
        recipe ->
            recipe.data().isEmpty()
                ? Optional.empty()
                : DataDescription.read(directory, reason)
                    .or(() -> known(directory, recipe, dataset(recipe))),
        device);
  }

  private static String withoutRows(RunDirectory directory, EverymodeException e) {
    String problem = e.sentence().split("; ", 2)[0]; // its own remedy does not fit here
    return String.format(
        Locale.ROOT,
        "the training data of %s are needed, but %s; restore them, or name their place with --data",
        directory.path(),
        problem);
  }

  private static Trained opened(
      RunDirectory directory, Function<Recipe, Optional<Dataset>> data, Device device) {
    return PlatformThread.call(() -> {
      Lifetime lifetime = new Lifetime();
      try {
        return lifetime.during(() -> {
          Recipe recipe = Recipe.read(directory.effective());
          Trained trained = built(directory, recipe, data.apply(recipe), lifetime);
          TrainingLoop run = trained.run(_ -> {}, PartExecutor.THREADS, null);
          trained.load(run);
          device.bring(run);
          return trained;
        });
      } catch (RuntimeException e) {
        lifetime.close();
        throw e;
      }
    });
  }

  /// Builds the model of a run directory in its state before the first step, with its data.
  ///
  /// @param place of the data; empty for the one in the recipe
  /// @param lifetime of the model, current
  static Trained reopen(RunDirectory directory, Optional<String> place, Lifetime lifetime) {
    Recipe recipe = Recipe.read(directory.effective());
    Optional<Dataset> data;
    try {
      Recipe there = place.map(recipe::withData).orElse(recipe);
      data = known(directory, there, dataset(there));
    } catch (UsageException e) {
      throw e;
    } catch (EverymodeException e) {
      throw new EverymodeException(withoutRows(directory, e), e);
    }
    return built(directory, recipe, data, lifetime);
  }

  /// The data, if they are those of the run.
  private static Optional<Dataset> known(
      RunDirectory directory, Recipe recipe, Optional<Dataset> data) {
    String rows = Json.read(directory.provenance()).path("dataHash").asString("");
    if (!rows.equals(data.map(Dataset::hash).orElse(""))) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "the data '%s' are not those that %s was trained on; restore them or train again",
              recipe.data(),
              directory.path()));
    }
    return data.map(own -> described(directory, own));
  }

  /// Levels with the tiles and the rule that the run was trained with, whatever became of their
  /// files.
  private static Dataset described(RunDirectory directory, Dataset data) {
    if (data.domain().grid().isEmpty()) {
      return data;
    }
    return DataDescription.read(directory, "")
        .flatMap(saved -> saved.domain().grid())
        .map(saved -> data.with(saved))
        .orElse(data);
  }

  private static Trained built(
      RunDirectory directory, Recipe recipe, Optional<Dataset> data, Lifetime lifetime) {
    try {
      return fresh(directory, recipe, data, lifetime);
    } catch (UsageException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s was trained by another version, or its recipe was changed (%s); train again, or undo the change",
              directory.path(),
              e.getMessage()),
          e);
    }
  }

  /// Opens the data of a recipe.
  ///
  /// @return empty for a family that needs no data and was given none
  /// @throws UsageException when the family needs data and was given none, or does not accept them
  static Optional<Dataset> dataset(Recipe recipe) {
    Family<?> family = Families.named(recipe.family());
    if (recipe.data().isEmpty()) {
      if (family.needsData()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "family '%s' needs data; pass --data, or set data in the recipe",
                family.name()));
      }
      return Optional.empty();
    }
    Dataset data = Datasets.open(recipe.data());
    if (!family.accepts(data.domain())) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "family '%s' does not accept %s such as '%s'; choose another family or other data",
              family.name(),
              data.domain().noun(),
              data.name()));
    }
    return Optional.of(data);
  }

  /// Builds a model with its initial weights; nothing is written yet.
  ///
  /// @param directory where the run is or will be
  /// @param lifetime of the model, current
  /// @throws UsageException when a key or value is invalid
  static Trained fresh(
      RunDirectory directory, Recipe recipe, Optional<Dataset> data, Lifetime lifetime) {
    return fresh(Families.named(recipe.family()), directory, recipe, data, lifetime);
  }

  private static <C extends Record> Trained fresh(
      Family<C> family,
      RunDirectory directory,
      Recipe recipe,
      Optional<Dataset> data,
      Lifetime lifetime) {
    C config = recipe.over(family, data);
    Model model = build(family, config, recipe, data);
    return new Trained(directory, recipe, config, data, model, lifetime);
  }

  /// Builds the model of a recipe with its initial weights.
  ///
  /// @param config the full configuration
  /// @param recipe for its seed
  /// @throws UsageException when configuration and data are incompatible
  public static <C extends Record> Model build(
      Family<C> family, C config, Recipe recipe, Optional<Dataset> data) {
    try {
      RandomKey init = new RandomKey(recipe.seed()).fold("init");
      return family.build(
          new BuildContext<>(
              config, data, init, p -> InitialGenerators.open(p, data.orElseThrow().domain())));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /// The same model in a directory that now exists.
  Trained in(RunDirectory made) {
    return new Trained(made, recipe, config, dataset, model, lifetime);
  }

  /// The same model with another number of steps.
  Trained withSteps(long steps) {
    Recipe other = recipe.withSteps(steps, "--minutes", config);
    Record all = other.over(Families.named(other.family()), dataset);
    return new Trained(directory, other, all, dataset, model, lifetime);
  }

  /// The random key for a purpose.
  public RandomKey key(String purpose) {
    return new RandomKey(recipe.seed()).fold(purpose);
  }

  /// The training loop of this model, at its first step.
  TrainingLoop run(
      Consumer<Event> watch, PartExecutor.Factory executors, @Nullable TimeLimit limit) {
    return new TrainingLoop(model, key("run"), watch, executors, limit);
  }

  /// Loads the newest checkpoint into a training loop.
  ///
  /// @return the checkpoint's metadata
  Map<String, String> load(TrainingLoop run) {
    return load(run, this);
  }

  /// Loads the newest checkpoint into a training loop.
  ///
  /// @param former this run with the configuration that its files have
  /// @return the checkpoint's metadata
  Map<String, String> load(TrainingLoop run, Trained former) {
    Checkpoints checkpoints = new Checkpoints(directory);
    try (var _ = new Scope()) {
      TensorFile.Contents contents = checkpoints.read();
      if (StepsChange.before(former, contents.metadata().getOrDefault("config", "")).isEmpty()) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s was saved with another recipe than %s contains now; undo the change to that file",
                checkpoints.latest(),
                directory.effective()));
      }
      StateSnapshot.into(run, contents.tensors());
      return contents.metadata();
    }
  }

  /// A hash of the full configuration.
  String configHash() {
    return Sha256.of(recipe.yaml(config));
  }

  /// The sampler of the model in its current state; samples are in data units. It may be used by
  /// several threads, none of which may use it after [#close].
  ///
  /// @throws UsageException when the family cannot generate samples, or the model is closed
  public Sampler sampler() {
    return lifetime
        .during(model::sampler)
        .orElseThrow(() ->
            new UsageException(
                String.format(
                    Locale.ROOT,
                    "'%s' models draw no samples; choose a family that does",
                    recipe.family())));
  }

  /// Evaluates the model in its current state; nothing is written.
  ///
  /// @param evaluation of its data
  public Scores scores(Evaluation evaluation) {
    return evaluation.of(model, key("measure"));
  }

  /// A hash of configuration and newest state, the same for equal trainings at any time.
  ///
  /// @return 64 hexadecimal digits
  public String stateHash() {
    return TensorFile.hash(new Checkpoints(directory).latest(), "config");
  }

  /// The training time.
  ///
  /// @return seconds, or `NaN` when the newest checkpoint does not record it
  public double seconds() {
    return Double.parseDouble(metadata().getOrDefault("seconds", "NaN"));
  }

  /// The number of steps done at the newest checkpoint.
  public long steps() {
    return Long.parseLong(metadata().getOrDefault("steps", "0"));
  }

  /// Where an unfinished training stood at the newest checkpoint.
  ///
  /// @return empty when it is finished, or was saved by a version that did not record it
  public Optional<TrainingLoop.Position> unfinished() {
    Map<String, String> saved = metadata();
    return Optional.ofNullable(saved.get(STAGE))
        .map(stage ->
            new TrainingLoop.Position(
                stage,
                Long.parseLong(saved.getOrDefault(STEP, "0")),
                Long.parseLong(saved.getOrDefault(OF, "0"))));
  }

  /// Writes what [#unfinished] reads.
  static void record(TrainingLoop.Position at, Map<String, String> metadata) {
    metadata.put(STAGE, at.stage());
    metadata.put(STEP, Long.toString(at.step()));
    metadata.put(OF, Long.toString(at.steps()));
  }

  private Map<String, String> metadata() {
    return TensorFile.metadata(new Checkpoints(directory).latest());
  }

  /// Frees the memory of the model and of data that were opened with it.
  @Override
  public void close() {
    lifetime.close();
  }
}
