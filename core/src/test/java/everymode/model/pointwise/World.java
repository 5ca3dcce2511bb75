package everymode.model.pointwise;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.nn.Init;
import everymode.nn.Mlp;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import everymode.train.UpdateOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Rows 0 to n − 1 on a line, and mixtures of members with known behaviour: their discriminators
/// are a given function, and each generates only its own number. Their training rows are recorded.
final class World {

  /// The logit of a member's discriminator at a row after a number of training steps.
  interface Critic {
    double logit(int member, int row, long step);
  }

  /// Points for mixtures of real families.
  static final Dataset POINTS = Tiny.points();

  /// The default number of steps.
  static final int STEPS = 4;

  static final int BATCH = 16;
  private static final int MAX_MEMBERS = 100;

  final Dataset data;
  final List<List<Long>> shown = new ArrayList<>(); // training rows of each member, in order
  final int[] sampled = new int[MAX_MEMBERS]; // calls of each member's sampler
  final int[] finished = new int[MAX_MEMBERS];
  private final int steps;
  private final Critic logits;
  private final RandomKey init = new RandomKey(3);

  World(int n, Critic logits) {
    this(n, STEPS, logits);
  }

  World(int n, int steps, Critic logits) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = i;
    }
    data = Tiny.of(x, n, 1);
    this.steps = steps;
    this.logits = logits;
    for (int i = 0; i < MAX_MEMBERS; i++) {
      shown.add(new ArrayList<>());
    }
  }

  /// A mixture that uses its members' discriminators, as of a step; 0 for the last.
  static MixtureConfig asking(int rounds, WeightUpdate update, long at) {
    return config(rounds, update, RatioSpec.Method.DISCRIMINATOR, at, 1);
  }

  /// A mixture with a classifier.
  static MixtureConfig classified(int rounds, WeightUpdate update, long steps) {
    return config(rounds, update, RatioSpec.Method.CLASSIFIER, 0, steps);
  }

  /// A mixture whose samples are counted around the rows, in balls that contain one row each.
  static MixtureConfig counted(int rounds, WeightUpdate update) {
    return config(rounds, update, RatioSpec.Method.NEIGHBOURS, 0, 1);
  }

  /// A mixture over the points, configured as in a recipe.
  static MixtureConfig configured(String... settings) {
    Recipe recipe = Recipe.of("pointwise", "tiny", 1);
    for (String setting : settings) {
      recipe = recipe.set(setting);
    }
    return recipe.over(new Pointwise(), POINTS);
  }

  /// That mixture before its first step.
  static Model built(MixtureConfig config) {
    return new Pointwise().build(config, POINTS, new RandomKey(1));
  }

  private static MixtureConfig config(
      int rounds, WeightUpdate update, RatioSpec.Method from, long at, long steps) {
    var adam = Optimizer.Adam.of(1e-2);
    RatioSpec ratio = new RatioSpec(from, at, Mlp.of(32), steps, 128, 0, adam, 1);
    return new MixtureConfig(
        "known", new Member(), rounds, update, ratio, new MemberWeights.Uniform(), "", "");
  }

  /// An empty configuration.
  private record Member() {}

  MixtureModel model(MixtureConfig config) {
    return new MixtureModel(config, Known::new, config.ratio().method(), data, init, null);
  }

  /// A mixture after its training.
  MixtureModel trained(MixtureConfig config) {
    MixtureModel model = model(config);
    run(model).finish();
    return model;
  }

  static TrainingLoop run(Model model) {
    return new TrainingLoop(model, new RandomKey(1), _ -> {});
  }

  /// One scalar.
  private record Value(Tensor tensor) implements Parameterised {

    @Override
    public List<Tensor> parameters() {
      return List.of(tensor);
    }

    @Override
    public void state(StateVisitor s) {
      s.tensor("tensor", tensor);
    }
  }

  /// A member whose loss is linear in the mean of its rows, so that its state depends on them.
  private final class Known implements Model, DensityRatio {

    private final Dataset rows;
    private final int number;
    private final Tensor value = Init.constant(1);
    private final Player player = new Player(new Value(value), new Optimizer.Sgd(0.1, 0.9), 0);
    private long done;
    private boolean over;

    Known(Dataset rows, RandomKey key) {
      this.rows = rows;
      number =
          IntStream.range(0, MAX_MEMBERS)
              .filter(t -> init.fold("member").fold(t).equals(key))
              .findFirst()
              .orElseThrow();
    }

    @Override
    public Optional<Stage> stage(int index) {
      Action update =
          new Action.Update(
              "value",
              player,
              context -> {
                for (long row : Ops.longs(context.real().row())) {
                  shown.get(number).add(row);
                }
                return value.mul(context.real().x().mean());
              },
              1);
      Action count =
          new Action.Task(
              "count",
              1,
              (step, _) -> {
                done = step + 1;
              });
      Stage train =
          new Stage.Play(
              "train",
              steps,
              BATCH,
              rows.batches(),
              UpdateOrder.ALTERNATING,
              List.of(update, count));
      return index > 0 ? Optional.empty() : Optional.of(train);
    }

    @Override
    public Optional<Sampler> sampler() {
      return Optional.of((n, _) -> {
        sampled[number]++;
        return Ops.full(number, n, 1);
      });
    }

    @Override
    public Optional<String> invalidReason() {
      return Optional.empty();
    }

    @Override
    public Tensor logit(Tensor x) {
      if (over) {
        throw new IllegalStateException("the discriminator has been released");
      }
      double[] row = Ops.doubles(x);
      float[] logit = new float[row.length];
      for (int i = 0; i < row.length; i++) {
        logit[i] = (float) logits.logit(number, (int) row[i], done);
      }
      return Ops.of(logit, row.length, 1);
    }

    @Override
    public List<String> warnings() {
      return List.of("member " + number);
    }

    @Override
    public void finish() {
      finished[number]++;
      over = true;
      player.retire();
    }

    @Override
    public void state(StateVisitor s) {
      done = s.counter("done", done);
      over = s.counter("over", over ? 1 : 0) == 1;
      s.child("player", player);
    }
  }
}
