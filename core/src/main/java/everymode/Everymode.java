package everymode;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.sample.Sampler;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.util.Optional;
import java.util.function.Consumer;

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

  /// Requests a training of a family constructed in code, such as `new Bourgan(distance)`.
  ///
  /// @return a request that may be changed and then run
  public static TrainingRequest train(Family<?> family, Dataset data) {
    return new TrainingRequest(family, data, Recipe.of(family.name(), data.name(), 1), _ -> {});
  }

  /// A training to be run. Immutable and thread-safe: each change returns a new request.
  ///
  /// @param recipe seed, and changes to the family's defaults
  /// @param watch called after each step and stage
  public record TrainingRequest(
      Family<?> family, Dataset data, Recipe recipe, Consumer<Event> watch) {

    /// Sets the seed, which determines all random draws.
    public TrainingRequest seed(long seed) {
      return new TrainingRequest(family, data, recipe.withSeed(seed), watch);
    }

    /// Changes one value of the configuration, as `--set` does on the command line.
    ///
    /// @param assignment such as `prior.components=25`
    /// @return a new request; invalid keys and values are reported by [#run]
    public TrainingRequest set(String assignment) {
      return new TrainingRequest(family, data, recipe.set(assignment), watch);
    }

    /// Sets the number of training steps.
    ///
    /// @param steps at least 0
    public TrainingRequest steps(long steps) {
      return set("steps=" + steps);
    }

    /// Sets the observer of the training, replacing the previous one.
    ///
    /// @param other called after each step and stage, on the training thread
    public TrainingRequest watch(Consumer<Event> other) {
      return new TrainingRequest(family, data, recipe, other);
    }

    /// Trains to the end on the calling thread and its current device, with a number of CPU threads
    /// that suits the data.
    ///
    /// @throws EverymodeException when a key or value is invalid, or a loss is not finite
    public TrainedModel run() {
      int before = Backend.threads();
      Backend.threads(Training.threads(data));
      try {
        Model model = build(family);
        new TrainingLoop(model, new RandomKey(recipe.seed()).fold("run"), watch).finish();
        return new TrainedModel(data, model, recipe.seed());
      } finally {
        Backend.threads(before);
      }
    }

    private <C extends Record> Model build(Family<C> of) {
      return Trained.build(of, recipe.over(of, data), recipe, Optional.of(data));
    }
  }

  /// A trained model. Not thread-safe: use it from one thread at a time.
  ///
  /// @param data the training data
  public record TrainedModel(Dataset data, Model model, long seed) {

    /// The sampler, with averaged weights if the model keeps any.
    ///
    /// @return samples in data units
    public Sampler sampler() {
      return model
          .sampler()
          .orElseThrow(() -> new UsageException("this kind of model draws no samples"));
    }

    /// Draws samples as an array of numbers.
    ///
    /// @param n how many
    /// @return sample by sample, in data units; the first rows are the same for every n
    public float[] samples(int n) {
      try (var _ = new Scope()) {
        return Ops.floats(sampler().sample(n, new RandomKey(seed).fold("sample")));
      }
    }

    /// Evaluates the model against the held-out rows of its data.
    ///
    /// @return scores with intervals, overall and by class
    public Scores evaluate() {
      return Evaluation.of(data, sampler(), new RandomKey(seed).fold("measure"));
    }
  }
}
