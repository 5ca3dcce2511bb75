package everymode.model.gan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.Rules;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.nn.Together;
import everymode.nn.Trainable;
import everymode.prior.Latent;
import everymode.prior.Prior;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The game of one generator and one critic, over any prior.
public final class GanModel implements Model {

  private final GanConfig config;
  private final Dataset data;
  private final Prior prior;
  private final Rules rules;
  private final boolean learned;
  private final Layer generator;
  private final Layer critic;
  private final Player generatorPlayer;
  private final Player criticPlayer;
  private boolean finished;

  /// The usual game with its first weights.
  ///
  /// @param config its configuration
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(GanConfig config, Dataset data, Chance init) {
    this(
        config,
        config.prior().build(init.at("prior")),
        Rules.plain(config.loss(), config.penalties()),
        data,
        init);
  }

  /// A game with a law and rules of its own.
  ///
  /// @param config its configuration; law, loss and penalties are not read
  /// @param prior the law of the latent; one that learns moves with the generator
  /// @param rules what the players descend on
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(GanConfig config, Prior prior, Rules rules, Dataset data, Chance init) {
    this.config = config;
    this.data = data;
    this.prior = prior;
    this.rules = rules;
    long[] shape = data.domain().shape();
    boolean bounded = data.domain().bounded();
    generator = config.generator().generator(prior.dim(), shape, bounded, init.at("generator"));
    critic = config.critic().critic(shape, rules.outputs(), init.at("critic"));
    learned = !prior.parameters().isEmpty();
    Trainable moved = learned ? Together.of("network", generator, "prior", prior) : generator;
    generatorPlayer = new Player(moved, config.generatorOptimizer(), config.average());
    criticPlayer = new Player(critic, config.criticOptimizer(), 0);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    Rules.Made made = new Generated();
    List<Act> acts =
        List.of(
            new Act.Move("critic", criticPlayer, rules.critic(critic, made), config.criticSteps()),
            new Act.Move("generator", generatorPlayer, rules.generator(critic, made), 1));
    return Optional.of(
        new Stage.Play(
            "train", config.steps(), config.batch(), data.shuffled(), Order.ALTERNATING, acts));
  }

  /// Samples of the generator in training.
  private final class Generated implements Rules.Made {

    @Override
    public Tensor make(Turn turn) {
      return generator.apply(latent(turn).z(), turn.pass());
    }

    @Override
    public Tensor component(Turn turn) {
      return Objects.requireNonNull(latent(turn).component(), "a law without components");
    }

    private Latent latent(Turn turn) {
      return turn.once(
          List.of(this, "latent"),
          () -> prior.draw(turn.n(), turn.chance().at("latent"), turn.pass()));
    }
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

  /// The pass with which the model is used: averaged weights where there are any.
  ///
  /// @return a pass that does not train
  public Pass use() {
    return Pass.evaluation().replacing(generatorPlayer.averages());
  }

  /// Turns latents into samples, with averaged weights where there are any.
  ///
  /// @param z `[n, dim]`
  /// @return `[n, ...]` in data units
  public Tensor generate(Tensor z) {
    Domain domain = data.domain();
    try (var scope = new Scope()) {
      return scope.keep(domain.decode(generator.apply(z, use())));
    }
  }

  @Override
  public Sampler sampler() {
    return Sampler.blocks((n, chance) -> generate(prior.draw(n, chance, use()).z()));
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
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", generatorPlayer);
    if (!finished) {
      s.child("critic", criticPlayer);
    }
  }
}
