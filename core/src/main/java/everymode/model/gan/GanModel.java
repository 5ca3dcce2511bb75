package everymode.model.gan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.Rules;
import everymode.loss.Unrolled;
import everymode.nn.Layer;
import everymode.nn.Packed;
import everymode.nn.Pass;
import everymode.nn.Together;
import everymode.nn.Trainable;
import everymode.prior.Latent;
import everymode.prior.Prior;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Ratio;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Turn;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The game of one generator and one critic, over any prior.
public final class GanModel implements Model, Ratio {

  private final Game config;
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
        config.game(),
        config.prior().build(init.at("prior")),
        Rules.plain(config.game().loss(), config.game().penalties()),
        data,
        init);
  }

  /// A game with a law and rules of its own.
  ///
  /// @param config its configuration; loss and penalties are not read
  /// @param prior the law of the latent; one that learns moves with the generator
  /// @param rules what the players descend on
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(Game config, Prior prior, Rules rules, Dataset data, Chance init) {
    if (config.packing() > 1 && rules.outputs() > 1) {
      throw new IllegalArgumentException(
          "packing must be 1 where the critic scores classes, but is " + config.packing());
    }
    this.config = config;
    this.data = data;
    this.prior = prior;
    this.rules = rules;
    long[] shape = data.domain().shape();
    boolean bounded = data.domain().bounded();
    generator = config.generator().generator(prior.dim(), shape, bounded, init.at("generator"));
    critic = critic(config, shape, rules.outputs(), init.at("critic"));
    learned = !prior.parameters().isEmpty();
    Trainable moved = learned ? Together.of("network", generator, "prior", prior) : generator;
    generatorPlayer = new Player(moved, config.generatorOptimizer(), config.average());
    criticPlayer = new Player(critic, config.criticOptimizer(), 0);
  }

  private static Layer critic(Game config, long[] shape, int outputs, Chance init) {
    int packing = config.packing();
    Layer critic = config.critic().critic(Packed.shape(shape, packing), outputs, init);
    return packing == 1 ? critic : new Packed(critic, packing);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    Rules.Made made = new Generated("latent");
    Objective generators =
        config.unroll().steps() == 0
            ? rules.generator(critic, made)
            : new Unrolled(rules, critic, criticPlayer, made, config.unroll());
    List<Act> acts =
        List.of(
            new Act.Move("critic", criticPlayer, rules.critic(critic, made), config.criticSteps()),
            new Act.Move("generator", generatorPlayer, generators, 1));
    return Optional.of(
        new Stage.Play(
            "train", config.steps(), config.batch(), data.batches(), Order.ALTERNATING, acts));
  }

  /// Samples of the generator in training.
  private final class Generated implements Rules.Made {

    private final String name;
    private @Nullable Generated again;

    /// @param name of the chance
    Generated(String name) {
      this.name = name;
    }

    @Override
    public Tensor make(Turn turn) {
      return from(drawn(turn).z(), turn);
    }

    @Override
    public Tensor latent(Turn turn) {
      return drawn(turn).z();
    }

    @Override
    public boolean rowwise() {
      return generator.rowwise();
    }

    @Override
    public Tensor from(Tensor z, Turn turn) {
      return generator.apply(z, turn.pass());
    }

    @Override
    public Rules.Made again() {
      Generated other = again;
      if (other == null) {
        other = new Generated(name + " again");
        again = other;
      }
      return other;
    }

    @Override
    public Tensor component(Turn turn) {
      return Objects.requireNonNull(drawn(turn).component(), "a law without components");
    }

    private Latent drawn(Turn turn) {
      return turn.once(
          List.of(this, "latent"), () -> prior.draw(turn.n(), turn.chance().at(name), turn.pass()));
    }
  }

  /// The law of the latent.
  ///
  /// @return the prior with its state
  public Prior prior() {
    return prior;
  }

  @Override
  public Optional<String> bias() {
    if (rules.outputs() > 1) {
      return Optional.of("scores classes");
    }
    if (config.packing() > 1) {
      return Optional.of("looks at " + config.packing() + " samples together");
    }
    if (config.loss().relativistic()) {
      return Optional.of("compares samples in pairs");
    }
    return switch (config.loss().form()) {
      case NON_SATURATING, MINIMAX -> Optional.empty();
      case HINGE -> Optional.of("descends on the hinge loss");
      case LEAST_SQUARES -> Optional.of("descends on least squares");
      case WASSERSTEIN -> Optional.of("descends on the Wasserstein loss");
    };
  }

  @Override
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
