package everymode.train;

import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.data.Source;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.nn.Activation;
import everymode.nn.Architecture;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A family with everything that a run must preserve across a restart: a fit whose state grows and
/// that ends early, parts with their own plays, and a simultaneous play with buffers, dropout, a
/// task and averaged weights.
public final class Rehearsal implements Family<Rehearsal.Config> {

  /// The number of steps and the batch size.
  ///
  /// @param steps steps of the last play
  /// @param batch rows per batch
  public record Config(long steps, int batch) {}

  @Override
  public String name() {
    return "rehearsal";
  }

  @Override
  public String summary() {
    return "one of everything, for tests";
  }

  @Override
  public Config defaults(DefaultsContext context) {
    return new Config(1000, 64);
  }

  @Override
  public Model build(BuildContext<Config> context) {
    return new Whole(context.config(), context.data(), context.key());
  }

  private static final class Whole implements Model {
    private static final int DIM = 3;

    private final Config config;
    private final Dataset data;
    private final List<Half> halves;
    private final Layer generator;
    private final Layer discriminator;
    private final Player generatorPlayer;
    private final Player discriminatorPlayer;
    private final Tensor pool = Scope.own(Ops.full(1, DIM)); // [DIM], updated by the task
    private long rows;
    private @Nullable Tensor found; // [rows, ...], grows in the fit

    Whole(Config config, Dataset data, RandomKey init) {
      this.config = config;
      this.data = data;
      long[] shape = data.domain().shape();
      halves =
          List.of(
              new Half(data, init.fold("half").fold(0)), new Half(data, init.fold("half").fold(1)));
      generator =
          new Mlp(List.of(6), Activation.RELU, new Norm.Batch(), 0.2)
              .generator(DIM, shape, data.domain().range(), init.fold("generator"));
      discriminator =
          new Mlp(List.of(6), Activation.LEAKY_RELU, new Norm.Spectral(), 0.1)
              .discriminator(shape, 1, init.fold("critic"));
      generatorPlayer = new Player(generator, Optimizer.Adam.of(1e-2), 0.9);
      discriminatorPlayer = new Player(discriminator, new Optimizer.RmsProp(1e-2, 0.9, 1e-6), 0);
    }

    @Override
    public Optional<Stage> stage(int index) {
      return Optional.ofNullable(
          switch (index) {
            case 0 -> new Stage.Fit("gather", 50, this::gather);
            case 1 -> new Stage.Parts("halves", List.copyOf(halves));
            case 2 -> game();
            default -> null;
          });
    }

    /// Adds one row per step, until there are four.
    private FitStep.Result gather(long step, RandomKey key) {
      Tensor all = data.domain().encode(data.train().all());
      Tensor row = Ops.rows(all, key.random().nextInt(data.train().size()), 1);
      Tensor before = found;
      found = Scope.own(before == null ? row.clone() : Ops.cat(before, row));
      rows++;
      return FitStep.Result.of(rows == 4);
    }

    private Stage game() {
      Source source = data.batches();
      Tensor extra = java.util.Objects.requireNonNull(found).mean(0); // a function of the state
      Scope.own(extra);
      Source shifted =
          (draw, n, key) -> {
            Batch batch = source.batch(draw, n, key);
            return new Batch(batch.x().add(Ops.times(extra, 0.1)), batch.row(), batch.label());
          };
      GeneratedSamples generated =
          context -> generator.apply(latent(context.n(), context.key()), context.pass());
      List<Action> acts =
          List.of(
              new Action.Update(
                  "critic",
                  discriminatorPlayer,
                  AdversarialLoss.STANDARD.discriminator(discriminator, generated),
                  2),
              new Action.Task(
                  "pool",
                  3,
                  (_, key) -> {
                    pool.add_(Ops.times(RandomTensors.normal(key, DIM), 0.1));
                  }),
              new Action.Update(
                  "generator",
                  generatorPlayer,
                  AdversarialLoss.STANDARD.generator(discriminator, generated),
                  1));
      return new Stage.Play(
          "game", config.steps(), config.batch(), shifted, UpdateOrder.SIMULTANEOUS, acts);
    }

    private Tensor latent(int n, RandomKey key) {
      return RandomTensors.normal(key.fold("latent"), n, DIM).mul(pool);
    }

    @Override
    public Optional<Sampler> sampler() {
      return Optional.of(
          Sampler.blocks((n, key) -> {
            ForwardContext pass = ForwardContext.evaluation().replacing(generatorPlayer.averages());
            return data.domain().decode(generator.apply(latent(n, key), pass));
          }));
    }

    @Override
    public void state(StateVisitor s) {
      rows = s.counter("rows", rows);
      if (rows > 0) {
        Tensor now = found;
        found = s.tensor("found", now == null || now.size(0) != rows ? null : now);
      }
      s.tensor("pool", pool);
      s.child("half.0", halves.get(0));
      s.child("half.1", halves.get(1));
      s.child("generator", generatorPlayer);
      s.child("critic", discriminatorPlayer);
    }
  }

  /// A part: an affine autoencoder, and a fit of two steps after it.
  private static final class Half implements Model {
    private final Dataset data;
    private final Linear net;
    private final Player player;
    private final Tensor scale = Scope.own(Ops.full(1, 1).mul(new Scalar(2)));
    private boolean finished;

    Half(Dataset data, RandomKey init) {
      this.data = data;
      int size = Architecture.size(data.domain().shape());
      net = new Linear(size, size, init);
      player = new Player(net, new Optimizer.Sgd(1e-2, 0.9), 0);
    }

    @Override
    public Optional<Stage> stage(int index) {
      Objective loss =
          context -> {
            Tensor x = Ops.flat(context.real().x());
            return net.apply(x, context.pass()).sub(x).square().mean();
          };
      return Optional.ofNullable(
          switch (index) {
            case 0 ->
                new Stage.Play(
                    "copy",
                    3,
                    8,
                    data.batches(),
                    UpdateOrder.ALTERNATING,
                    List.of(new Action.Update("copy", player, loss, 1)));
            case 1 ->
                new Stage.Fit(
                    "scale",
                    2,
                    (_, key) -> {
                      scale.mul_(new Scalar(key.random().nextDouble()));
                      return FitStep.Result.CONTINUE;
                    });
            default -> null;
          });
    }

    @Override
    public Optional<Sampler> sampler() {
      return Optional.of(Sampler.blocks((n, key) -> Ops.rows(data.train().all(), 0, n)));
    }

    @Override
    public void finish() {
      if (finished) {
        throw new IllegalStateException("finished twice");
      }
      finished = true;
      player.retire();
    }

    @Override
    public void state(StateVisitor s) {
      finished = s.counter("finished", finished ? 1 : 0) == 1;
      s.child("player", player);
      s.tensor("scale", scale);
    }
  }
}
