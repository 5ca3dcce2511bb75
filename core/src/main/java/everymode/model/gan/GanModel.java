package everymode.model.gan;

import everymode.config.Require;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialObjectives;
import everymode.loss.GeneratedBatch;
import everymode.loss.UnrolledObjective;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Action;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Objective;
import everymode.train.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// The game of one generator and one discriminator: the model of all families that play it. They
/// differ in the prior, in the objectives and in [Additions].
public final class GanModel implements Model, DensityRatio {

  private final GanSettings settings;
  private final Domain domain;
  private final Prior prior;
  private final AdversarialObjectives objectives;
  private final Additions additions;
  private final Layer generator;
  private final Layer discriminator;
  private final TwoPlayers players;

  /// What a family trains beside the two players.
  public interface Part extends Stateful {

    /// Nothing.
    Part NONE =
        new Part() {
          @Override
          public void finish() {}

          @Override
          public void state(StateVisitor s) {}
        };

    /// Drops what only training needs.
    void finish();
  }

  /// What a family adds to the game.
  ///
  /// @param before stages before the game, built on demand
  /// @param actions further actions in each step of the game; gets the generated samples
  /// @param sampler draws samples; gets the model
  /// @param warnings as for [Model#warnings]
  /// @param part what it trains beside the two players
  public record Additions(
      List<Supplier<Stage>> before,
      Function<GeneratedBatch, List<Action>> actions,
      Function<GanModel, Sampler> sampler,
      Supplier<List<String>> warnings,
      Part part) {

    /// The game alone.
    public static final Additions NONE = sampler(GanModel::plainSampler);

    /// A sampler that knows more about its samples.
    ///
    /// @param other gets the model
    public static Additions sampler(Function<GanModel, Sampler> other) {
      return new Additions(List.of(), _ -> List.of(), other, List::of, Part.NONE);
    }
  }

  /// The game of `gan` with its initial weights.
  ///
  /// @param data the training data
  /// @param key random key of the initial weights
  public GanModel(GanConfig config, Dataset data, RandomKey key) {
    this(
        config.settings(),
        config.prior().build(key.fold("prior")),
        config.settings().objectives(),
        data,
        key,
        Additions.NONE);
  }

  /// A game with another prior, other objectives and additions.
  ///
  /// @param settings loss and penalties are not used
  /// @param prior the latent distribution; if it is learned, it is trained with the generator
  /// @param objectives what the players minimise
  /// @param data the training data
  /// @param key random key of the initial weights
  /// @param additions what the family adds
  public GanModel(
      GanSettings settings,
      Prior prior,
      AdversarialObjectives objectives,
      Dataset data,
      RandomKey key,
      Additions additions) {
    int outputs = objectives.outputs();
    Require.that(
        settings.packing() == 1 || outputs == 1,
        "packing must be 1 where the discriminator scores classes",
        settings.packing());
    this.settings = settings;
    this.prior = prior;
    this.objectives = objectives;
    this.additions = additions;
    domain = data.domain();
    generator = settings.newGenerator(prior.dim(), domain, key.fold("generator"));
    discriminator = settings.newDiscriminator(domain, outputs, key.fold("critic"));
    players = new TwoPlayers(settings, data, prior, Map.of("network", generator), discriminator);
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
    var generated = new GeneratedBatch(generator, prior, "latent");
    Objective generators =
        settings.unroll().steps() == 0
            ? objectives.generator(discriminator, generated)
            : new UnrolledObjective(
                objectives, discriminator, players.discriminator(), generated, settings.unroll());
    return players.game(
        objectives.discriminator(discriminator, generated),
        generators,
        additions.actions().apply(generated));
  }

  @Override
  public Optional<String> invalidReason() {
    if (objectives.outputs() > 1) {
      return Optional.of("scores classes");
    }
    if (settings.packing() > 1) {
      return Optional.of("scores " + settings.packing() + " samples together");
    }
    if (settings.loss().relativistic()) {
      return Optional.of("compares samples in pairs");
    }
    return switch (settings.loss().form()) {
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

  /// The forward context for sampling: averaged weights if there are any, in evaluation mode.
  public ForwardContext use() {
    return players.use();
  }

  /// Generates samples from latents, with averaged weights if there are any.
  ///
  /// @param z `[n, dim]`
  /// @return `[n, ...]` in data units
  public Tensor generate(Tensor z) {
    try (var scope = new Scope()) {
      return scope.keep(domain.decode(generator.apply(z, use())));
    }
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(additions.sampler().apply(this));
  }

  /// Draws samples without information about components.
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
        .or(() -> Optional.of(prior).filter(type::isInstance).map(type::cast))
        .or(() -> Optional.of(additions.part()).filter(type::isInstance).map(type::cast));
  }

  @Override
  public void finish() {
    players.finish();
    additions.part().finish();
  }

  @Override
  public void state(StateVisitor s) {
    players.state(s);
    s.child("part", additions.part());
  }
}
