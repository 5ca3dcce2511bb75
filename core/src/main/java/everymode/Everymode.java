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

/// The front door: trains a generator in memory, without a run directory.
///
/// ```java
/// var ring = Datasets.open("ring");
/// var trained = Everymode.train("gmgan", ring).seed(1).steps(2_000).run();
/// Scores scores = trained.evaluate();      // what it covers, with intervals
/// float[] points = trained.samples(1_000); // x, y, x, y, …
/// ```
///
/// For checkpoints, resume and reports see [everymode.run.Training], which trains the same weights
/// from the same recipe.
public final class Everymode {

  private Everymode() {}

  /// Plans a training with the defaults that suit the data, and seed 1.
  ///
  /// @param family the family's name, such as `gmgan`
  /// @param data what to train on
  /// @return a plan that may be changed and then run
  /// @throws EverymodeException when there is no such family; the message suggests the closest name
  public static TrainingRequest train(String family, Dataset data) {
    return train(Families.named(family), data);
  }

  /// Plans a training of a family that was made by hand, such as `new Bourgan(distance)`.
  ///
  /// @param family the kind of model
  /// @param data what to train on
  /// @return a plan that may be changed and then run
  public static TrainingRequest train(Family<?> family, Dataset data) {
    return new TrainingRequest(family, data, Recipe.of(family.name(), data.name(), 1), _ -> {});
  }

  /// What shall be trained. A value: each change gives a new plan. Any thread may share it.
  ///
  /// @param family the kind of model
  /// @param data what to train on
  /// @param recipe seed, and what differs from the family's defaults
  /// @param watch told after each step and stage
  public record TrainingRequest(
      Family<?> family, Dataset data, Recipe recipe, Consumer<Event> watch) {

    /// Decides all draws by another seed.
    ///
    /// @param seed any number
    /// @return a new plan
    public TrainingRequest seed(long seed) {
      return new TrainingRequest(family, data, recipe.withSeed(seed), watch);
    }

    /// Changes one value of the configuration, as `--set` does on the command line.
    ///
    /// @param assignment such as `prior.components=25`
    /// @return a new plan; wrong keys and values are told by [#run]
    public TrainingRequest set(String assignment) {
      return new TrainingRequest(family, data, recipe.set(assignment), watch);
    }

    /// Trains another number of steps.
    ///
    /// @param steps at least 0
    /// @return a new plan
    public TrainingRequest steps(long steps) {
      return set("steps=" + steps);
    }

    /// Lets somebody watch.
    ///
    /// @param other told after each step and stage, on the thread that trains
    /// @return a new plan
    public TrainingRequest watch(Consumer<Event> other) {
      return new TrainingRequest(family, data, recipe, other);
    }

    /// Trains to the end on the calling thread and its current device, with as many threads of the
    /// processor as suit the data.
    ///
    /// @return the trained model
    /// @throws EverymodeException when a key or value is wrong, or a loss is not finite
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

  /// A trained model. It belongs to one thread at a time.
  ///
  /// @param data what it was trained on
  /// @param model with its state
  /// @param seed the seed of the training
  public record TrainedModel(Dataset data, Model model, long seed) {

    /// Draws samples, with averaged weights where there are any.
    ///
    /// @return samples in data units
    public Sampler sampler() {
      return model
          .sampler()
          .orElseThrow(() -> new UsageException("this kind of model draws no samples"));
    }

    /// Draws samples as plain numbers.
    ///
    /// @param n how many
    /// @return sample by sample, in data units; the first rows are the same for every n
    public float[] samples(int n) {
      try (var _ = new Scope()) {
        return Ops.floats(sampler().sample(n, new RandomKey(seed).fold("sample")));
      }
    }

    /// Measures what the model covers, against the held-out rows of its data.
    ///
    /// @return scores with intervals, in total and by class
    public Scores evaluate() {
      return Evaluation.of(data, sampler(), new RandomKey(seed).fold("measure"));
    }
  }
}
