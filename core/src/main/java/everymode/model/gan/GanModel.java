package everymode.model.gan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.Fakes;
import everymode.loss.Penalty;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.prior.Prior;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The game of one generator and one critic, over any prior.
public final class GanModel implements Model {

  private final GanConfig config;
  private final Dataset data;
  private final Prior prior;
  private final Layer generator;
  private final Layer critic;
  private final Player generatorPlayer;
  private final Player criticPlayer;
  private boolean finished;

  /// The game with its first weights.
  ///
  /// @param config its configuration
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(GanConfig config, Dataset data, Chance init) {
    this.config = config;
    this.data = data;
    long[] shape = data.domain().shape();
    boolean bounded = data.domain().bounded();
    prior = config.prior().build(init.at("prior"));
    generator = config.generator().generator(prior.dim(), shape, bounded, init.at("generator"));
    critic = config.critic().critic(shape, 1, init.at("critic"));
    generatorPlayer = new Player(generator, config.generatorOptimizer(), config.average());
    criticPlayer = new Player(critic, config.criticOptimizer(), 0);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    Fakes fakes =
        turn -> {
          Tensor z = prior.draw(turn.n(), turn.chance().at("latent")).z(); // [n, dim]
          return generator.apply(z, turn.pass());
        };
    Objective forCritic = config.loss().critic(critic, fakes);
    for (Penalty penalty : config.penalties()) {
      forCritic = forCritic.plus(penalty.weight(), penalty.objective(critic, fakes));
    }
    List<Act> acts =
        List.of(
            new Act.Move("critic", criticPlayer, forCritic, config.criticSteps()),
            new Act.Move("generator", generatorPlayer, config.loss().generator(critic, fakes), 1));
    return Optional.of(
        new Stage.Play(
            "train", config.steps(), config.batch(), data.shuffled(), Order.ALTERNATING, acts));
  }

  /// The law of the latent.
  ///
  /// @return the prior with its state
  public Prior prior() {
    return prior;
  }

  /// The raw scores of samples: at its best, the critic of the logistic losses gives `ln p(x) − ln
  /// g(x)`.
  ///
  /// @param x `[n, ...]` in model units
  /// @return `[n, 1]`
  public Tensor logit(Tensor x) {
    return critic.apply(x, Pass.evaluation());
  }

  /// Turns latents into samples, with averaged weights where there are any.
  ///
  /// @param z `[n, dim]`
  /// @return `[n, ...]` in data units
  public Tensor generate(Tensor z) {
    Pass pass = Pass.evaluation().replacing(generatorPlayer.averages());
    Domain domain = data.domain();
    try (var scope = new Scope()) {
      return scope.keep(domain.decode(generator.apply(z, pass)));
    }
  }

  @Override
  public Sampler sampler() {
    return Sampler.blocks((n, chance) -> generate(prior.draw(n, chance).z()));
  }

  @Override
  public void finish() {
    finished = true;
    generatorPlayer.retire();
    criticPlayer.retire();
  }

  @Override
  public void state(State s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    s.child("prior", prior);
    s.child("generator", generatorPlayer);
    if (!finished) {
      s.child("critic", criticPlayer);
    }
  }
}
