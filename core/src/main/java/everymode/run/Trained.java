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
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.BuildContext;
import everymode.train.Event;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.PartExecutor;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A model with its recipe, its data and its run directory.
///
/// @param directory where the run lies
/// @param recipe what it was made from
/// @param config the full configuration
/// @param dataset the rows of the training; empty for a family that needs none
/// @param model with its state
public record Trained(
    RunDirectory directory, Recipe recipe, Record config, Optional<Dataset> dataset, Model model) {

  /// The rows of the training.
  ///
  /// @throws UsageException for a family that was trained without data
  public Dataset data() {
    return dataset.orElseThrow(() ->
        new UsageException(
            "'%s' was trained without data, so there is nothing to compare it with"
                .formatted(recipe.family())));
  }

  /// Opens a run for sampling and measuring.
  ///
  /// @param path its directory
  /// @param device where the model shall work
  /// @return the run with its newest checkpoint
  /// @throws EverymodeException when the directory, the data or the checkpoint is not sound
  public static Trained open(Path path, Device device) {
    Trained trained = reopen(RunDirectory.open(path));
    TrainingLoop run = trained.run(_ -> {}, PartExecutor.THREADS);
    trained.load(run);
    device.bring(run);
    return trained;
  }

  /// Builds the model of a run directory as it was before its first step.
  static Trained reopen(RunDirectory directory) {
    Recipe recipe = Recipe.read(directory.effective());
    Optional<Dataset> data = dataset(recipe);
    String rows = Json.read(directory.provenance()).path("dataHash").asString("");
    if (!rows.equals(data.map(Dataset::hash).orElse(""))) {
      throw new EverymodeException(
          "the data '%s' are not those that %s was trained on; put the old rows back or train anew"
              .formatted(recipe.data(), directory.path()));
    }
    return fresh(directory, recipe, data);
  }

  /// Opens the data of a recipe.
  ///
  /// @param recipe what to train
  /// @return empty for a family that needs no data and was given none
  /// @throws UsageException when the family needs data and was given none, or does not take these
  static Optional<Dataset> dataset(Recipe recipe) {
    Family<?> family = Families.named(recipe.family());
    if (recipe.data().isEmpty()) {
      if (family.needsData()) {
        throw new UsageException(
            "family '%s' needs data; give --data, or data in the recipe".formatted(family.name()));
      }
      return Optional.empty();
    }
    Dataset data = Datasets.open(recipe.data());
    if (!family.accepts(data.domain())) {
      throw new UsageException(
          "family '%s' does not take %s such as '%s'; choose another family or other data"
              .formatted(family.name(), data.domain().noun(), data.name()));
    }
    return Optional.of(data);
  }

  /// Builds a model with its first weights; nothing is written yet.
  ///
  /// @param directory where the run is or will be
  /// @param recipe what to build
  /// @param data the rows of the training
  /// @return a model before its first step
  /// @throws UsageException when a key or value is wrong
  static Trained fresh(RunDirectory directory, Recipe recipe, Optional<Dataset> data) {
    return fresh(Families.named(recipe.family()), directory, recipe, data);
  }

  private static <C extends Record> Trained fresh(
      Family<C> family, RunDirectory directory, Recipe recipe, Optional<Dataset> data) {
    C config = recipe.over(family, data);
    return new Trained(directory, recipe, config, data, build(family, config, recipe, data));
  }

  /// Builds the model of a recipe with its first weights.
  ///
  /// @param <C> the type of the configuration
  /// @param family the kind of model
  /// @param config its full configuration
  /// @param recipe for its seed
  /// @param data the rows of the training
  /// @return a model before its first step
  /// @throws UsageException when configuration and data do not fit
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

  /// The same model in a directory that exists by now.
  Trained in(RunDirectory made) {
    return new Trained(made, recipe, config, dataset, model);
  }

  /// The key of random draws for a purpose.
  public RandomKey key(String purpose) {
    return new RandomKey(recipe.seed()).fold(purpose);
  }

  /// The training of this model, from its first step.
  TrainingLoop run(Consumer<Event> watch, PartExecutor.Factory executors) {
    return new TrainingLoop(model, key("run"), watch, executors);
  }

  /// Fills a run with the newest checkpoint.
  ///
  /// @return what the checkpoint says of itself
  Map<String, String> load(TrainingLoop run) {
    Checkpoints checkpoints = new Checkpoints(directory);
    try (var _ = new Scope()) {
      TensorFile.Contents contents = checkpoints.read();
      if (!configHash().equals(contents.metadata().get("config"))) {
        throw new EverymodeException(
            "%s was saved with another recipe than %s holds now; undo the change to that file"
                .formatted(checkpoints.latest(), directory.effective()));
      }
      StateSnapshot.into(run, contents.tensors());
      return contents.metadata();
    }
  }

  /// A hash of the full configuration.
  String configHash() {
    return Sha256.of(recipe.yaml(config));
  }

  /// Draws samples from the model as it is now.
  ///
  /// @return samples in data units
  /// @throws UsageException when the family draws no samples
  public Sampler sampler() {
    return model
        .sampler()
        .orElseThrow(() ->
            new UsageException(
                "'%s' models draw no samples; choose a family that does"
                    .formatted(recipe.family())));
  }

  /// Measures the model as it is now; nothing is written.
  ///
  /// @param evaluation of its data
  /// @return the scores
  public Scores scores(Evaluation evaluation) {
    return evaluation.of(model, key("measure"));
  }

  /// A hash of configuration and newest state, the same for equal trainings whenever they ran.
  ///
  /// @return 64 hexadecimal digits
  public String stateHash() {
    return TensorFile.hash(new Checkpoints(directory).latest(), "config");
  }

  /// How long the training took.
  ///
  /// @return seconds, or `NaN` when the newest checkpoint does not say
  public double seconds() {
    return Double.parseDouble(about().getOrDefault("seconds", "NaN"));
  }

  /// How far the training has come.
  ///
  /// @return steps behind the newest checkpoint
  public long steps() {
    return Long.parseLong(about().getOrDefault("steps", "0"));
  }

  private Map<String, String> about() {
    return TensorFile.metadata(new Checkpoints(directory).latest());
  }
}
