package everymode.model.gan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialObjectives;
import everymode.loss.UnrolledObjective;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.ModuleDict;
import everymode.nn.PackedDiscriminator;
import everymode.nn.Trainable;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.UpdateOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The game of one generator and one discriminator: the model behind all families that play it.
/// They differ in the prior, in the objectives and in [Additions].
public final class GanModel implements Model, DensityRatio {

  private final GanOptions options;
  private final Dataset data;
  private final Prior prior;
  private final AdversarialObjectives objectives;
  private final Additions additions;
  private final boolean learned;
  private final Layer generator;
  private final Layer discriminator;
  private final Player generatorPlayer;
  private final Player discriminatorPlayer;
  private boolean finished;

  /// What a family adds to the game.
  ///
  /// @param before stages before the game, made when they are asked for
  /// @param actions further actions in each step of the game
  /// @param sampler draws samples; gets the model
  /// @param warnings as for [Model#warnings]
  public record Additions(
      List<Supplier<Stage>> before,
      List<Action> actions,
      Function<GanModel, Sampler> sampler,
      Supplier<List<String>> warnings) {

    /// Nothing but the game.
    public static final Additions NONE =
        new Additions(List.of(), List.of(), GanModel::plainSampler, List::of);

    /// A sampler that knows more of its samples.
    ///
    /// @param other gets the model
    public static Additions sampler(Function<GanModel, Sampler> other) {
      return new Additions(List.of(), List.of(), other, List::of);
    }
  }

  /// The game of `gan` with its first weights.
  ///
  /// @param config its configuration
  /// @param data what it trains on
  /// @param key decides the first weights
  public GanModel(GanConfig config, Dataset data, RandomKey key) {
    this(
        config.options(),
        config.prior().build(key.fold("prior")),
        AdversarialObjectives.standard(config.options().loss(), config.options().penalties()),
        data,
        key);
  }

  /// A game with a prior and objectives of its own.
  ///
  /// @param options loss and penalties are not read
  /// @param prior the latent distribution; one that learns is trained with the generator
  /// @param objectives what the players minimise
  /// @param data what it trains on
  /// @param key decides the first weights
  public GanModel(
      GanOptions options,
      Prior prior,
      AdversarialObjectives objectives,
      Dataset data,
      RandomKey key) {
    this(options, prior, objectives, data, key, Additions.NONE);
  }

  /// A game with additions.
  ///
  /// @param options loss and penalties are not read
  /// @param prior the latent distribution; one that learns is trained with the generator
  /// @param objectives what the players minimise
  /// @param data what it trains on
  /// @param key decides the first weights
  /// @param additions what the family adds
  public GanModel(
      GanOptions options,
      Prior prior,
      AdversarialObjectives objectives,
      Dataset data,
      RandomKey key,
      Additions additions) {
    if (options.packing() > 1 && objectives.outputs() > 1) {
      throw new IllegalArgumentException(
          "packing must be 1 where the discriminator scores classes, but is " + options.packing());
    }
    this.options = options;
    this.data = data;
    this.prior = prior;
    this.objectives = objectives;
    this.additions = additions;
    long[] shape = data.domain().shape();
    boolean bounded = data.domain().bounded();
    generator = options.generator().generator(prior.dim(), shape, bounded, key.fold("generator"));
    discriminator = discriminator(options, shape, objectives.outputs(), key.fold("critic"));
    learned = !prior.parameters().isEmpty();
    Trainable trained = learned ? ModuleDict.of("network", generator, "prior", prior) : generator;
    generatorPlayer = new Player(trained, options.generatorOptimizer(), options.emaDecay());
    discriminatorPlayer = new Player(discriminator, options.discriminatorOptimizer(), 0);
  }

  private static Layer discriminator(
      GanOptions options, long[] shape, int outputs, RandomKey init) {
    int packing = options.packing();
    Layer discriminator =
        options
            .discriminator()
            .discriminator(PackedDiscriminator.shape(shape, packing), outputs, init);
    return packing == 1 ? discriminator : new PackedDiscriminator(discriminator, packing);
  }

  @Override
  public Optional<Stage> stage(int index) {
    int before = additions.before().size();
    if (index < before) {
      return Optional.of(additions.before().get(index).get());
    }
    return index == before ? Optional.of(game()) : Optional.empty();
  }

  private Stage game() {
    AdversarialObjectives.GeneratedBatch generated = new GeneratorBatch("latent");
    Objective generators =
        options.unroll().steps() == 0
            ? objectives.generator(discriminator, generated)
            : new UnrolledObjective(
                objectives, discriminator, discriminatorPlayer, generated, options.unroll());
    List<Action> actions = new ArrayList<>();
    actions.add(
        new Action.Update(
            "discriminator",
            "critic",
            discriminatorPlayer,
            objectives.discriminator(discriminator, generated),
            options.discriminatorSteps()));
    actions.add(new Action.Update("generator", generatorPlayer, generators, 1));
    actions.addAll(additions.actions());
    return new Stage.Play(
        "train",
        options.steps(),
        options.batchSize(),
        data.batches(),
        UpdateOrder.ALTERNATING,
        actions);
  }

  /// Samples of the generator in training.
  private final class GeneratorBatch implements AdversarialObjectives.GeneratedBatch {

    private final String name;
    private @Nullable GeneratorBatch again;

    /// @param name of the chance
    GeneratorBatch(String name) {
      this.name = name;
    }

    @Override
    public Tensor make(StepContext context) {
      return from(drawn(context).z(), context);
    }

    @Override
    public Tensor latent(StepContext context) {
      return drawn(context).z();
    }

    @Override
    public boolean perSample() {
      return generator.perSample();
    }

    @Override
    public Tensor from(Tensor z, StepContext context) {
      return generator.apply(z, context.pass());
    }

    @Override
    public AdversarialObjectives.GeneratedBatch again() {
      GeneratorBatch other = again;
      if (other == null) {
        other = new GeneratorBatch(name + " again");
        again = other;
      }
      return other;
    }

    @Override
    public Tensor component(StepContext context) {
      return Objects.requireNonNull(drawn(context).component(), "a law without components");
    }

    private LatentBatch drawn(StepContext context) {
      return context.once(
          List.of(this, "latent"),
          () -> prior.sample(context.n(), context.key().fold(name), context.pass()));
    }
  }

  /// The latent distribution.
  ///
  /// @return the prior with its state
  public Prior prior() {
    return prior;
  }

  @Override
  public Optional<String> invalidReason() {
    if (objectives.outputs() > 1) {
      return Optional.of("scores classes");
    }
    if (options.packing() > 1) {
      return Optional.of("scores " + options.packing() + " samples together");
    }
    if (options.loss().relativistic()) {
      return Optional.of("compares samples in pairs");
    }
    return switch (options.loss().form()) {
      case NON_SATURATING, MINIMAX -> Optional.empty();
      case HINGE -> Optional.of("minimises the hinge loss");
      case LEAST_SQUARES -> Optional.of("minimises least squares");
      case WASSERSTEIN -> Optional.of("minimises the Wasserstein loss");
    };
  }

  @Override
  public Tensor logit(Tensor x) {
    return discriminator.apply(x, ForwardContext.evaluation());
  }

  /// The pass with which the model is used: averaged weights where there are any.
  ///
  /// @return a pass that does not train
  public ForwardContext use() {
    return ForwardContext.evaluation().replacing(generatorPlayer.averages());
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
  public Optional<Sampler> sampler() {
    return Optional.of(additions.sampler().apply(this));
  }

  /// Draws samples without any knowledge of components.
  public Sampler plainSampler() {
    return Sampler.blocks((n, key) -> generate(prior.sample(n, key, use()).z()));
  }

  @Override
  public List<String> warnings() {
    return additions.warnings().get();
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return Model.super
        .capability(type)
        .or(() -> Optional.of(prior).filter(type::isInstance).map(type::cast));
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
