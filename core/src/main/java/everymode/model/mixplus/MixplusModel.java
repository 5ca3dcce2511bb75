package everymode.model.mixplus;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.GeneratedSamples;
import everymode.loss.Penalty;
import everymode.model.gan.GanOptions;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.ModuleDict;
import everymode.nn.Trainable;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.UpdateOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Two players: all generators with their mixture weights, and all discriminators with theirs.
final class MixplusModel implements Model {

  private static final double VANISHED = 0.01; // of an equal share
  private static final long REPORTS = 200;

  private final GanOptions config;
  private final Dataset data;
  private final Prior prior;
  private final boolean learned;
  private final List<Layer> generators;
  private final List<Layer> discriminators;
  private final SoftmaxWeights shares; // w^u
  private final Payoff payoff;
  private final Player generatorPlayer;
  private final Player discriminatorPlayer;
  private boolean finished;

  MixplusModel(MixplusConfig config, Dataset data, RandomKey init) {
    this.config = config.options();
    this.data = data;
    prior = config.prior().build(init.fold("prior"));
    learned = !prior.parameters().isEmpty();
    int count = config.mixture();
    generators = networks(count, init.fold("generator"), this::generator);
    discriminators = networks(count, init.fold("critic"), this::discriminator);
    shares = new SoftmaxWeights(count);
    SoftmaxWeights discriminatorShares = new SoftmaxWeights(count); // w^v
    List<GeneratorBatch> batches = IntStream.range(0, count).mapToObj(GeneratorBatch::new).toList();
    payoff =
        new Payoff(
            this.config.loss(),
            config.entropy(),
            batches,
            shares,
            discriminators,
            discriminatorShares);
    Map<String, Trainable> generatorParts = parts(generators, shares);
    if (learned) {
      generatorParts.put("prior", prior);
    }
    generatorPlayer =
        new Player(
            new ModuleDict(generatorParts),
            this.config.generatorOptimizer(),
            this.config.emaDecay());
    ModuleDict discriminatorParts = new ModuleDict(parts(discriminators, discriminatorShares));
    discriminatorPlayer = new Player(discriminatorParts, this.config.discriminatorOptimizer(), 0);
  }

  private static List<Layer> networks(int count, RandomKey init, Function<RandomKey, Layer> make) {
    return IntStream.range(0, count).mapToObj(i -> make.apply(init.fold(i))).toList();
  }

  private Layer generator(RandomKey init) {
    Domain domain = data.domain();
    return config.generator().generator(prior.dim(), domain.shape(), domain.bounded(), init);
  }

  private Layer discriminator(RandomKey init) {
    return config.discriminator().discriminator(data.domain().shape(), 1, init);
  }

  private static Map<String, Trainable> parts(List<Layer> networks, SoftmaxWeights weights) {
    Map<String, Trainable> parts = new LinkedHashMap<>();
    for (int i = 0; i < networks.size(); i++) {
      parts.put("network." + i, networks.get(i));
    }
    parts.put("weights", weights);
    return parts;
  }

  /// Training samples of one generator, from its own latents.
  private final class GeneratorBatch implements GeneratedSamples {

    private final int index;

    GeneratorBatch(int index) {
      this.index = index;
    }

    @Override
    public Tensor make(StepContext context) {
      RandomKey own = context.key().fold("latent").fold(index);
      Tensor z = prior.sample(context.n(), own, context.pass()).z(); // [n, dim]
      return generators.get(index).apply(z, context.pass());
    }
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    long every = Math.max(1, config.steps() / REPORTS);
    List<Action> actions =
        List.of(
            new Action.Update(
                "discriminator",
                "critic",
                discriminatorPlayer,
                discriminatorObjective(),
                config.discriminatorSteps()),
            new Action.Update("generator", generatorPlayer, payoff::generatorLoss, 1),
            new Action.Monitor(
                "lightest generator", every, () -> Arrays.stream(weight()).min().orElse(0)),
            new Action.Monitor(
                "heaviest generator", every, () -> Arrays.stream(weight()).max().orElse(0)));
    return Optional.of(
        new Stage.Play(
            "train",
            config.steps(),
            config.batchSize(),
            data.batches(),
            UpdateOrder.ALTERNATING,
            actions));
  }

  /// Gradient penalties have the same factor for every discriminator, whatever its mixture weight.
  private Objective discriminatorObjective() {
    GeneratedSamples mixture = payoff::mixed;
    Objective all = payoff::discriminators;
    for (Penalty penalty : config.penalties()) {
      for (Layer discriminator : discriminators) {
        all =
            all.plus(
                penalty.weight() / discriminators.size(),
                penalty.objective(discriminator, mixture));
      }
    }
    return all;
  }

  /// The forward context for sampling: averaged weights if there are any.
  private ForwardContext use() {
    return ForwardContext.evaluation().replacing(generatorPlayer.averages());
  }

  /// The mixture weight of each generator.
  private double[] weight() {
    try (var _ = new Scope()) {
      return Ops.doubles(shares.in(use()).detach());
    }
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(
        new GeneratorMixtureSampler(data.domain(), prior, generators, this::weight, this::use));
  }

  @Override
  public List<String> warnings() {
    double[] weight = weight();
    double threshold = VANISHED / weight.length;
    return IntStream.range(0, weight.length)
        .filter(i -> weight[i] < threshold)
        .mapToObj(
            "Generator %d has less than a hundredth of an equal share and generates almost no samples."
                ::formatted)
        .toList();
  }

  @Override
  public void finish() {
    finished = true;
    generatorPlayer.retire();
    discriminatorPlayer.retire();
  }

  @Override
  public void state(StateVisitor s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", generatorPlayer);
    if (!finished) {
      s.child("discriminator", discriminatorPlayer);
    }
  }
}
