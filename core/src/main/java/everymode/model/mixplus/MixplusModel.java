package everymode.model.mixplus;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.Fakes;
import everymode.loss.Penalty;
import everymode.model.gan.Game;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.nn.Together;
import everymode.nn.Trainable;
import everymode.prior.Prior;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Turn;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Two players: all generators with their weights, and all critics with theirs.
final class MixplusModel implements Model {

  private static final double VANISHED = 0.01; // of an equal share
  private static final long LOOKS = 200;

  private final Game config;
  private final Dataset data;
  private final Prior prior;
  private final boolean learned;
  private final List<Layer> generators;
  private final List<Layer> critics;
  private final Weights shares; // w^u
  private final Payoff payoff;
  private final Player makers;
  private final Player judges;
  private boolean finished;

  MixplusModel(MixplusConfig config, Dataset data, Chance init) {
    this.config = config.game();
    this.data = data;
    prior = config.prior().build(init.at("prior"));
    learned = !prior.parameters().isEmpty();
    int count = config.mixture();
    generators = networks(count, init.at("generator"), this::generator);
    critics = networks(count, init.at("critic"), this::critic);
    shares = new Weights(count);
    Weights critical = new Weights(count); // w^v
    List<Generated> made = IntStream.range(0, count).mapToObj(Generated::new).toList();
    payoff = new Payoff(this.config.loss(), config.entropy(), made, shares, critics, critical);
    Map<String, Trainable> moved = parts(generators, shares);
    if (learned) {
      moved.put("prior", prior);
    }
    makers =
        new Player(new Together(moved), this.config.generatorOptimizer(), this.config.average());
    Together judging = new Together(parts(critics, critical));
    judges = new Player(judging, this.config.criticOptimizer(), 0);
  }

  private static List<Layer> networks(int count, Chance init, Function<Chance, Layer> make) {
    return IntStream.range(0, count).mapToObj(i -> make.apply(init.at(i))).toList();
  }

  private Layer generator(Chance init) {
    Domain domain = data.domain();
    return config.generator().generator(prior.dim(), domain.shape(), domain.bounded(), init);
  }

  private Layer critic(Chance init) {
    return config.critic().critic(data.domain().shape(), 1, init);
  }

  private static Map<String, Trainable> parts(List<Layer> networks, Weights weights) {
    Map<String, Trainable> parts = new LinkedHashMap<>();
    for (int i = 0; i < networks.size(); i++) {
      parts.put("network." + i, networks.get(i));
    }
    parts.put("weights", weights);
    return parts;
  }

  /// Samples of one generator in training, from latents of its own.
  private final class Generated implements Fakes {

    private final int index;

    Generated(int index) {
      this.index = index;
    }

    @Override
    public Tensor make(Turn turn) {
      Chance own = turn.chance().at("latent").at(index);
      Tensor z = prior.draw(turn.n(), own, turn.pass()).z(); // [n, dim]
      return generators.get(index).apply(z, turn.pass());
    }
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    long every = Math.max(1, config.steps() / LOOKS);
    List<Act> acts =
        List.of(
            new Act.Move("critic", judges, priced(), config.criticSteps()),
            new Act.Move("generator", makers, payoff::generators, 1),
            new Act.Gauge(
                "lightest generator", every, () -> Arrays.stream(weight()).min().orElse(0)),
            new Act.Gauge(
                "heaviest generator", every, () -> Arrays.stream(weight()).max().orElse(0)));
    return Optional.of(
        new Stage.Play(
            "train", config.steps(), config.batch(), data.batches(), Order.ALTERNATING, acts));
  }

  /// Every critic pays for its slope alike, whatever its weight.
  private Objective priced() {
    Fakes mixed = payoff::mixed;
    Objective all = payoff::critics;
    for (Penalty penalty : config.penalties()) {
      for (Layer critic : critics) {
        all = all.plus(penalty.weight() / critics.size(), penalty.objective(critic, mixed));
      }
    }
    return all;
  }

  /// The pass with which the model is used: averaged weights where there are any.
  private Pass use() {
    return Pass.evaluation().replacing(makers.averages());
  }

  /// How often each generator is drawn.
  private double[] weight() {
    try (var _ = new Scope()) {
      return Ops.doubles(shares.in(use()).detach());
    }
  }

  @Override
  public Sampler sampler() {
    return new ByGenerator(data.domain(), prior, generators, this::weight, this::use);
  }

  @Override
  public List<String> warnings() {
    double[] weight = weight();
    double least = VANISHED / weight.length;
    return IntStream.range(0, weight.length)
        .filter(i -> weight[i] < least)
        .mapToObj(
            "Generator %d has less than a hundredth of an equal share; it makes hardly any sample."
                ::formatted)
        .toList();
  }

  @Override
  public void finish() {
    finished = true;
    makers.retire();
    judges.retire();
  }

  @Override
  public void state(State s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", makers);
    if (!finished) {
      s.child("critic", judges);
    }
  }
}
