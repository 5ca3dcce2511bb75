package everymode;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.run.FamilyChoice;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.sample.Sampler;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Lifetime;
import everymode.tensor.Ops;
import everymode.tensor.PlatformThread;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.PartExecutor;
import everymode.train.TimeLimit;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The main entry point: trains a generator in memory, without a run directory.
///
/// ```java
/// var ring = Datasets.open("ring");
/// var trained = Everymode.train("gmgan", ring).seed(1).steps(2_000).run();
/// Scores scores = trained.evaluate();      // what it covers, with intervals
/// float[] points = trained.samples(1_000); // x, y, x, y, …
/// ```
///
/// For checkpoints, resuming and reports see [everymode.run.Training], which trains the same
/// weights from the same recipe.
public final class Everymode {

  private Everymode() {}

  /// Requests a training with the defaults for the data, and seed 1.
  ///
  /// @param family the family's name, such as `gmgan`
  /// @return a request that may be changed and then run
  /// @throws EverymodeException when there is no such family; the message suggests the closest name
  public static TrainingRequest train(String family, Dataset data) {
    return train(Families.named(family), data);
  }

  /// Requests a training of the family that suits the data, see [everymode.run.FamilyChoice].
  ///
  /// @return a request that may be changed and then run
  public static TrainingRequest train(Dataset data) {
    FamilyChoice choice = FamilyChoice.of(data);
    return new TrainingRequest(
        Families.named(choice.family()),
        data,
        choice.recipe(data.name()),
        OptionalDouble.empty(),
        _ -> {});
  }

  /// Requests a training of a family constructed in code, such as `new Bourgan(distance)`.
  ///
  /// @return a request that may be changed and then run
  public static TrainingRequest train(Family<?> family, Dataset data) {
    return new TrainingRequest(
        family, data, Recipe.of(family.name(), data.name(), 1), OptionalDouble.empty(), _ -> {});
  }

  /// Opens the model of a run directory for sampling. Its training data are not read and need not
  /// be there.
  ///
  /// @param run the directory, such as `runs/00001-gmgan-digits`
  /// @return the model with its newest checkpoint, to be closed after use
  /// @throws EverymodeException when the directory or the checkpoint is invalid
  public static TrainedModel open(Path run) {
    Trained trained = Trained.openWithoutRows(run, Device.CPU);
    return new TrainedModel(
        trained.dataset(), trained.model(), trained.recipe().seed(), trained.lifetime());
  }

  /// A training to be run. Immutable and thread-safe: each change returns a new request.
  ///
  /// @param recipe seed, and changes to the family's defaults
  /// @param minutes of training in the place of a number of steps; empty for steps
  /// @param watch called after each step and stage
  public record TrainingRequest(
      Family<?> family,
      Dataset data,
      Recipe recipe,
      OptionalDouble minutes,
      Consumer<Event> watch) {

    /// Sets the seed, which determines all random draws.
    public TrainingRequest seed(long seed) {
      return new TrainingRequest(family, data, recipe.withSeed(seed), minutes, watch);
    }

    /// Changes one value of the configuration, as `--set` does on the command line.
    ///
    /// @param assignment such as `prior.components=25`
    /// @return a new request; invalid keys and values are reported by [#run]
    public TrainingRequest set(String assignment) {
      return new TrainingRequest(family, data, recipe.set(assignment), minutes, watch);
    }

    /// Sets the number of training steps.
    ///
    /// @param steps at least 0
    public TrainingRequest steps(long steps) {
      return new TrainingRequest(
          family, data, recipe.set("steps=" + steps), OptionalDouble.empty(), watch);
    }

    /// Trains for a time in the place of a number of steps. The last [Event.Step] has the number
    /// that was reached, with which [#steps] trains the same model.
    ///
    /// @param minutes above 0
    public TrainingRequest minutes(double minutes) {
      return new TrainingRequest(family, data, recipe, OptionalDouble.of(minutes), watch);
    }

    /// Sets the observer of the training, replacing the previous one.
    ///
    /// @param other called after each step and stage, on the training thread
    public TrainingRequest watch(Consumer<Event> other) {
      return new TrainingRequest(family, data, recipe, minutes, other);
    }

    /// Trains to the end on the calling thread and its current device, with a number of CPU threads
    /// that suits the data. For a virtual thread the work and the observer run on a platform
    /// thread, with the same result.
    ///
    /// @return the model, to be closed after use
    /// @throws EverymodeException when a key or value is invalid, or a loss is not finite
    public TrainedModel run() {
      return PlatformThread.call(() -> withThreads(Optional.of(data), this::trained));
    }

    private TrainedModel trained() {
      Lifetime lifetime = new Lifetime();
      try {
        Model model =
            lifetime.during(() -> {
              Model built = build(family);
              RandomKey key = new RandomKey(recipe.seed()).fold("run");
              new TrainingLoop(built, key, watch, PartExecutor.THREADS, limit()).finish();
              return built;
            });
        return new TrainedModel(Optional.of(data), model, recipe.seed(), lifetime);
      } catch (RuntimeException e) {
        lifetime.close();
        throw e;
      }
    }

    private @Nullable TimeLimit limit() {
      long began = System.nanoTime();
      return minutes.isEmpty()
          ? null
          : new TimeLimit(
              TimeLimit.seconds(minutes.getAsDouble()), () -> (System.nanoTime() - began) / 1e9);
    }

    private <C extends Record> Model build(Family<C> of) {
      C config = recipe.over(of, data);
      if (minutes.isPresent()) {
        config = recipe.withSteps(TimeLimit.STEPS, "minutes", config).over(of, data);
      }
      return Trained.build(of, config, recipe, Optional.of(data));
    }
  }

  /// Runs work with the number of threads that suits the data, so that results do not depend on the
  /// calling thread.
  private static <T> T withThreads(Optional<Dataset> data, Supplier<T> work) {
    int before = Backend.threads();
    Backend.threads(data.map(Training::threads).orElse(1));
    try {
      return work.get();
    } finally {
      Backend.threads(before);
    }
  }

  /// A trained model. Thread-safe: any number of threads, also virtual ones, may draw samples.
  ///
  /// It holds native memory, which [#close] frees; a model that is never closed is freed by the
  /// garbage collector, late.
  ///
  /// @param dataset the training data, without their rows when the model was opened from a run;
  ///   empty for a family that needs none
  /// @param seed of the training
  /// @param lifetime of the model
  public record TrainedModel(Optional<Dataset> dataset, Model model, long seed, Lifetime lifetime)
      implements AutoCloseable {

    /// The training data.
    ///
    /// @throws UsageException for a family that was trained without data
    public Dataset data() {
      return dataset.orElseThrow(() -> new UsageException("the model was trained without data"));
    }

    /// The sampler, with averaged weights if the model keeps any. It must not be used after
    /// [#close].
    ///
    /// @return samples in data units
    /// @throws UsageException when this kind of model draws no samples, or the model is closed
    public Sampler sampler() {
      return lifetime
          .during(model::sampler)
          .orElseThrow(() -> new UsageException("this kind of model draws no samples"));
    }

    /// Draws samples as an array of numbers, with the seed of the training.
    ///
    /// @param n how many
    /// @return sample by sample, in data units; the first rows are the same for every n
    public float[] samples(int n) {
      return samples(n, seed);
    }

    /// Draws samples as an array of numbers.
    ///
    /// @param n how many
    /// @param seed determines the samples
    /// @return sample by sample, in data units; the first rows are the same for every n
    /// @throws UsageException when the model is closed
    public float[] samples(int n, long seed) {
      return use(() -> {
        try (var _ = new Scope()) {
          return Ops.floats(sampler().sample(n, new RandomKey(seed).fold("sample")));
        }
      });
    }

    /// Evaluates the model against the held-out rows of its data.
    ///
    /// @return scores with intervals, overall and by class
    /// @throws EverymodeException when the model was opened without its data
    public Scores evaluate() {
      return use(() -> Evaluation.of(data(), sampler(), new RandomKey(seed).fold("measure")));
    }

    private <T> T use(Supplier<T> work) {
      return PlatformThread.call(() -> withThreads(dataset, () -> lifetime.during(work)));
    }

    /// Frees the memory of the model when no thread draws samples from it any more.
    @Override
    public void close() {
      lifetime.close();
    }
  }
}
