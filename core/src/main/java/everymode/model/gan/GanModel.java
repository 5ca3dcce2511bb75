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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The game of one generator and one critic, over any prior.
public final class GanModel implements Model, DensityRatio {

  private final GanOptions config;
  private final Dataset data;
  private final Prior prior;
  private final AdversarialObjectives objectives;
  private final boolean learned;
  private final Layer generator;
  private final Layer discriminator;
  private final Player generatorPlayer;
  private final Player discriminatorPlayer;
  private boolean finished;

  /// The usual game with its first weights.
  ///
  /// @param config its configuration
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(GanConfig config, Dataset data, RandomKey init) {
    this(
        config.options(),
        config.prior().build(init.fold("prior")),
        AdversarialObjectives.plain(config.options().loss(), config.options().penalties()),
        data,
        init);
  }

  /// A game with a law and rules of its own.
  ///
  /// @param config its configuration; loss and penalties are not read
  /// @param prior the law of the latent; one that learns moves with the generator
  /// @param objectives what the players descend on
  /// @param data what it trains on
  /// @param init decides the first weights
  public GanModel(
      GanOptions config,
      Prior prior,
      AdversarialObjectives objectives,
      Dataset data,
      RandomKey init) {
    if (config.packing() > 1 && objectives.outputs() > 1) {
      throw new IllegalArgumentException(
          "packing must be 1 where the critic scores classes, but is " + config.packing());
    }
    this.config = config;
    this.data = data;
    this.prior = prior;
    this.objectives = objectives;
    long[] shape = data.domain().shape();
    boolean bounded = data.domain().bounded();
    generator = config.generator().generator(prior.dim(), shape, bounded, init.fold("generator"));
    discriminator = discriminator(config, shape, objectives.outputs(), init.fold("critic"));
    learned = !prior.parameters().isEmpty();
    Trainable moved = learned ? ModuleDict.of("network", generator, "prior", prior) : generator;
    generatorPlayer = new Player(moved, config.generatorOptimizer(), config.emaDecay());
    discriminatorPlayer = new Player(discriminator, config.discriminatorOptimizer(), 0);
  }

  private static Layer discriminator(GanOptions config, long[] shape, int outputs, RandomKey init) {
    int packing = config.packing();
    Layer discriminator =
        config
            .discriminator()
            .discriminator(PackedDiscriminator.shape(shape, packing), outputs, init);
    return packing == 1 ? discriminator : new PackedDiscriminator(discriminator, packing);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    AdversarialObjectives.GeneratedBatch generated = new GeneratorBatch("latent");
    Objective generators =
        config.unroll().steps() == 0
            ? objectives.generator(discriminator, generated)
            : new UnrolledObjective(
                objectives, discriminator, discriminatorPlayer, generated, config.unroll());
    List<Action> acts =
        List.of(
            new Action.Update(
                "discriminator",
                "critic",
                discriminatorPlayer,
                objectives.discriminator(discriminator, generated),
                config.discriminatorSteps()),
            new Action.Update("generator", generatorPlayer, generators, 1));
    return Optional.of(
        new Stage.Play(
            "train",
            config.steps(),
            config.batchSize(),
            data.batches(),
            UpdateOrder.ALTERNATING,
            acts));
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

  /// The law of the latent.
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
  public Sampler sampler() {
    return Sampler.blocks((n, key) -> generate(prior.sample(n, key, use()).z()));
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
