package everymode.model.mixplus;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.GeneratedSamples;
import everymode.loss.Penalty;
import everymode.model.gan.GanSettings;
import everymode.model.gan.TwoPlayers;
import everymode.nn.Layer;
import everymode.nn.ModuleDict;
import everymode.nn.Parameterised;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Stage;
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

  private final GanSettings settings;
  private final Domain domain;
  private final Prior prior;
  private final List<Layer> generators;
  private final List<Layer> discriminators;
  private final SoftmaxWeights shares; // w^u
  private final Payoff payoff;
  private final TwoPlayers players;

  MixplusModel(MixplusConfig config, Dataset data, RandomKey init) {
    settings = config.settings();
    domain = data.domain();
    prior = config.prior().build(init.fold("prior"));
    int count = config.mixture();
    generators =
        networks(
            count, init.fold("generator"), key -> settings.newGenerator(prior.dim(), domain, key));
    discriminators =
        networks(count, init.fold("critic"), key -> settings.newDiscriminator(domain, 1, key));
    shares = new SoftmaxWeights(count);
    SoftmaxWeights discriminatorShares = new SoftmaxWeights(count); // w^v
    payoff =
        new Payoff(
            settings.loss(),
            config.entropy(),
            IntStream.range(0, count).mapToObj(this::samples).toList(),
            shares,
            discriminators,
            discriminatorShares);
    players =
        new TwoPlayers(
            settings,
            data,
            prior,
            parts(generators, shares),
            new ModuleDict(parts(discriminators, discriminatorShares)));
  }

  private static List<Layer> networks(int count, RandomKey init, Function<RandomKey, Layer> make) {
    return IntStream.range(0, count).mapToObj(i -> make.apply(init.fold(i))).toList();
  }

  private static Map<String, Parameterised> parts(List<Layer> networks, SoftmaxWeights weights) {
    Map<String, Parameterised> parts = new LinkedHashMap<>();
    for (int i = 0; i < networks.size(); i++) {
      parts.put("network." + i, networks.get(i));
    }
    parts.put("weights", weights);
    return parts;
  }

  /// Training samples of one generator, from its own latents.
  private GeneratedSamples samples(int index) {
    return context -> {
      RandomKey own = context.key().fold("latent").fold(index);
      Tensor z = prior.sample(context.n(), own, context.pass()).z(); // [n, dim]
      return generators.get(index).apply(z, context.pass());
    };
  }

  @Override
  public Optional<Stage> stage(int index) {
    return index > 0
        ? Optional.empty()
        : Optional.of(
            players.game(
                discriminatorObjective(),
                payoff::generatorLoss,
                settings.extremes(
                    "lightest generator", "heaviest generator", () -> Arrays.stream(weight()))));
  }

  /// Gradient penalties have the same factor for every discriminator, whatever its mixture weight.
  private Objective discriminatorObjective() {
    GeneratedSamples mixture = payoff::mixed;
    Objective all = payoff::discriminators;
    for (Penalty penalty : settings.penalties()) {
      for (Layer discriminator : discriminators) {
        all = all.plus(1.0 / discriminators.size(), penalty.term(discriminator, mixture));
      }
    }
    return all;
  }

  /// The mixture weight of each generator.
  private double[] weight() {
    try (var _ = new Scope()) {
      return Ops.doubles(shares.in(players.use()).detach());
    }
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(
        new GeneratorMixtureSampler(domain, prior, generators, this::weight, players::use));
  }

  @Override
  public List<String> warnings() {
    double[] weight = weight();
    double threshold = VANISHED / weight.length;
    return IntStream.range(0, weight.length)
        .filter(i -> weight[i] < threshold)
        .mapToObj(i ->
            "Generator "
                + i
                + " has less than a hundredth of an equal share and generates almost no samples.")
        .toList();
  }

  @Override
  public void finish() {
    players.finish();
  }

  @Override
  public void state(StateVisitor s) {
    players.state(s);
  }
}
