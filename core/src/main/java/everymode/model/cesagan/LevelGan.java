package everymode.model.cesagan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedSamples;
import everymode.model.gan.GanSettings;
import everymode.model.gan.TwoPlayers;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Stage;
import everymode.train.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The game of a generator and a discriminator of levels. Generated levels of a step are made for
/// the conditions of its real ones.
final class LevelGan implements Model {

  private final LevelGanConfig config;
  private final Domain.Grid grid;
  private final TrainingLevels levels;
  private final Prior prior;
  private final LevelGenerator generator;
  private final Layer discriminator;
  private final TwoPlayers players;
  private final int condition; // numbers of a condition
  private final boolean conditional;

  /// @param conditional whether the networks see the numbers of tiles
  LevelGan(
      LevelGanConfig config, Dataset data, Domain.Grid grid, boolean conditional, RandomKey key) {
    this.config = config;
    this.grid = grid;
    this.conditional = conditional;
    GanSettings settings = config.settings();
    condition = grid.tiles().size() + 2;
    levels = new TrainingLevels(data, grid, config.draw());
    prior = config.prior().build(key.fold("prior"));
    LevelNetworks networks = new LevelNetworks(settings, grid, conditional);
    generator =
        new LevelGenerator(
            networks.generator(prior.dim(), key.fold("generator")),
            prior.dim(),
            grid,
            config.relaxation());
    discriminator = new LevelDiscriminator(networks.discriminator(key.fold("critic")), grid);
    players = new TwoPlayers(settings, data, prior, Map.of("network", generator), discriminator);
  }

  /// Whether the networks see the numbers of tiles.
  boolean conditional() {
    return conditional;
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    GeneratedSamples generated = this::rows;
    AdversarialLoss loss = config.settings().loss();
    List<Action> more = new ArrayList<>();
    Bootstrap bootstrap = config.bootstrap();
    if (bootstrap.selection() != Bootstrap.Selection.NONE) {
      Bootstrapping rounds = new Bootstrapping(bootstrap, levels, grid, levelSampler());
      more.add(new Action.Task("bootstrap", bootstrap.every(), rounds::round));
      more.add(
          new Action.Monitor(
              "training levels", step -> step % bootstrap.every() == 0, levels::size));
    }
    return Optional.of(
        players.game(
            levels,
            loss.discriminator(discriminator, generated, config.settings().penalties()),
            loss.generator(discriminator, generated),
            more));
  }

  /// Generated levels of a step, flattened, with the conditions of its real ones behind them.
  private Tensor rows(StepContext context) {
    Tensor real = context.real().x();
    Tensor wanted = real.narrow(1, real.size(1) - condition, condition);
    Tensor z = prior.sample(context.n(), context.key().fold("latent"), context.pass()).z();
    Tensor made = generator.apply(Ops.concat(1, z, wanted), context.pass());
    return Ops.concat(1, made.flatten(1, -1), wanted);
  }

  /// Levels for given conditions.
  ///
  /// @param wanted `[n, tiles + 2]`
  /// @return `[n, tiles, height, width]` in data units
  Tensor generate(Tensor wanted, RandomKey key) {
    ForwardContext use = players.use();
    try (var scope = new Scope()) {
      Tensor z = prior.sample(Math.toIntExact(wanted.size(0)), key, use).z();
      return scope.keep(grid.decode(generator.apply(Ops.concat(1, z, wanted), use)));
    }
  }

  /// Levels for conditions of the data.
  private Sampler levelSampler() {
    return new LevelSampler(this, levels, Map.of());
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(levelSampler());
  }

  @Override
  public void finish() {
    players.finish();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("levels", levels);
    players.state(s);
  }
}
